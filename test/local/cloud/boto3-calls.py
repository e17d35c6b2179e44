"""What the tests ask of the embedded S3 by boto3, whose answers they compare: prints one JSON object."""

import io
import json
import os
import urllib.request
import uuid

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

s3 = boto3.client("s3")
bucket = os.environ["BUCKET"]


def refusal(call):
    try:
        call()
    except ClientError as error:
        return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]]


def post_form(key, content):
    form = s3.generate_presigned_post(bucket, key, Conditions=[["content-length-range", 1, 1000]])
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form["fields"].items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n{content}\r\n--{boundary}--\r\n')
    request = urllib.request.Request(form["url"], "".join(parts).encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["x-amz-version-id"]


s3.put_object(Bucket=bucket, Key="boto/a", Body=b"0123456789")
for key in ["boto/b/1", "boto/b/2", "boto/\x02x"]:
    s3.put_object(Bucket=bucket, Key=key, Body=b"")

keys = []
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="boto/", Delimiter="/", PaginationConfig={"PageSize": 1}):
    keys += [entry["Key"] for entry in page.get("Contents", [])] + [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]

large = os.urandom(12 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(large), bucket, "boto/large", Config=TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024))
back = io.BytesIO()
s3.download_fileobj(bucket, "boto/large", back)

s3.put_object(Bucket=bucket, Key="boto/a", Body=b"0123456789")
s3.delete_object(Bucket=bucket, Key="boto/a")
versions = s3.list_object_versions(Bucket=bucket, Prefix="boto/a")

print(
    json.dumps(
        {
            "conflict": refusal(lambda: s3.put_object(Bucket=bucket, Key="boto/b/1", Body=b"", IfNoneMatch="*")),
            "gone": refusal(lambda: s3.get_object(Bucket=bucket, Key="boto/a")),
            "range": s3.get_object(Bucket=bucket, Key="boto/a", VersionId=versions["Versions"][0]["VersionId"], Range="bytes=3-6")["Body"].read().decode(),
            "keys": keys,
            "transferred": back.getvalue() == large,
            "versions": len(versions["Versions"]) + len(versions["DeleteMarkers"]),
            "posted": post_form("incoming/posted.csv", "id,a\n1,x\n"),
        }
    )
)

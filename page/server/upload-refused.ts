/** The upload was refused; the message is shown to the user. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";
}

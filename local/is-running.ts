/** Whether there is a process with this id; it may be another one than was meant, since ids are used again. */
export function isRunning(pid: number): boolean {
  // Others name groups of processes, or none.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

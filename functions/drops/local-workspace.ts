/** The default workspace of a local run for which none is set. It stands for no workspace of the service's. */
export const LOCAL_WORKSPACE = "local";

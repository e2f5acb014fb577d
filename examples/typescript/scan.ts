// Submits a video by its address, waits, and prints the suggestion and the numbers.
// Types come from the service's own description: a field that is renamed there does not compile here.
import createClient from "openapi-fetch";
import type { paths } from "./openapi.js";

const client = createClient<paths>({
  baseUrl: process.env.DETECTOR_URL ?? "http://127.0.0.1:8300",
  headers: { Authorization: `Bearer ${process.env.DETECTOR_TOKEN ?? ""}` },
});

const uri = process.argv[2];
if (uri === undefined) throw new Error("usage: scan.ts URI");

const { data, error } = await client.POST("/v1/scans", {
  params: { header: { prefer: "wait=60", "Idempotency-Key": crypto.randomUUID() } },
  body: { uri, platform: "红果", lane: "ingest" },
});
if (error !== undefined || data === undefined) throw new Error(JSON.stringify(error));
console.log(data.id, data.state, data.result);

// SPDX-License-Identifier: MIT
//
// For tests: TLS in front of a portal in a box, with certificates asked of clients.
//   node tls_front.mjs FOLDER NAME PORT READY     NAME.crt and NAME.key of the folder, clients of ca.crt
import fs from "node:fs";
import http from "node:http";
import https from "node:https";

const [folder, name, port, ready] = process.argv.slice(2);
const read = (file) => fs.readFileSync(`${folder}/${file}`);

const server = https.createServer({ key: read(`${name}.key`), cert: read(`${name}.crt`), ca: read("ca.crt"),
  requestCert: true, rejectUnauthorized: true }, (request, response) => {
  const behind = http.request({ host: "127.0.0.1", port, method: request.method, path: request.url,
    headers: { ...request.headers, host: `127.0.0.1:${port}` } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  request.pipe(behind);
});

server.listen(0, "127.0.0.1", () => {
  fs.writeFileSync(`${ready}.part`, `${server.address().port}\n`);
  fs.renameSync(`${ready}.part`, ready);
});

// A forward proxy that knows CONNECT and nothing else, on port 3128. Tests run its text in a pod, by the image's Node.
import { createServer } from 'node:http';
import { connect } from 'node:net';

const server = createServer((_, response) => response.writeHead(405).end());
server.on('connect', ({ url = '' }, client, head) => {
  process.stdout.write(`CONNECT ${url}\n`);
  const [host = '', port] = url.split(':');
  const way = connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    way.write(head);
    way.pipe(client).pipe(way);
  });
  way.on('error', () => client.destroy());
  client.on('error', () => way.destroy());
});
server.listen(3128);

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Bench.Epm;
using Sekimori.Hosting.Rpc;

var address = IPAddress.Parse(args[1]);
var port = int.Parse(args[2]);
if (args[0] == "bare")
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.ConfigureKestrel(k => k.Listen(address, port, l => l.Run(new BareHandler(CannedAnswers.BindAck, CannedAnswers.MapResponse).OnConnectedAsync)));
    builder.Build().Run();
}
else
{
    await using var server = new RpcServer(new RpcServerOptions(), NullLoggerFactory.Instance);
    var endpoint = await server.BindTcpAsync(address, port);
    endpoint.Interfaces = new([new(new CannedMapper())]);
    server.Start();
    await Task.Delay(Timeout.Infinite);
}

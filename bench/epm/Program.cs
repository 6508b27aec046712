using System.Net;
using Sekimori.Bench.Epm;

// Without arguments: the whole comparison. "serve …" is what it starts for itself.
return args is ["serve", var kind, var address, var port, .. var canned]
    ? await Serving.RunAsync(kind, new IPEndPoint(IPAddress.Parse(address), int.Parse(port)), canned)
    : await Comparison.RunAsync(IPAddress.Parse(args is [var where, ..] ? where : "127.0.0.1"));

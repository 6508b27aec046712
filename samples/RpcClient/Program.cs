using Sekimori.Client.Rpc;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc;
using Sekimori.Security.Credentials;

// RpcClient BINDING NAME [USER PASSWORD]: calls IGreeter, as RpcClient 127.0.0.1[4711] world
if (args.Length is not (2 or 4)) return 2;
try
{
    var credential = args.Length == 4 ? Credential.FromPassword(args[2], args[3]) : null;
    await using var connection = new RpcConnection(args[0], credential);
    var greeter = await connection.BindAsync<IGreeter>();
    Console.WriteLine(await greeter.GreetAsync(args[1], CancellationToken.None));
    return 0;
}
catch (RpcConnectionException e)
{
    Console.Error.WriteLine($"{e.Failure}: {e.Message}");
}
catch (Exception e) when (e is RpcBindException or RpcFaultException or FormatException)
{
    Console.Error.WriteLine(e.Message);
}

return 1;

[RpcInterface("6b1f7a3e-2d41-4c0a-9a55-1f0b7c3d9e21", "1.0")]
public partial interface IGreeter
{
    [Opnum(0)]
    ValueTask<string?> GreetAsync(string name, CancellationToken cancellationToken);
}

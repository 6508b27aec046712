using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Server.Rpc;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Bench.Rpc;

/// <summary>
/// The two servers. Each says "ready", then for each line that it reads the bytes that it has allocated and the microseconds of processor
/// time that it has used.
/// </summary>
internal static class Servers
{
    public const string User = "Administrator", Domain = "LAB", Password = "Passw0rd.Lab1";

    public static async Task<int> RunOursAsync(string address, int port, string? keytab)
    {
        var folder = Directory.CreateTempSubdirectory("rpcbench");
        try
        {
            await using var server = new RpcServer(
                new RpcServerOptions { Security = Acceptor(folder.FullName, keytab) }, NullLoggerFactory.Instance);
            var endpoint = await server.BindTcpAsync(IPAddress.Parse(address), port);
            endpoint.Serve(new EndpointMap(), _ => null, (new ServedInterface(new RpcEchoService()), "rpcecho"));
            server.Start();
            Report();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<int> RunBareAsync(string address, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Parse(address), port, listen => listen.Run(new BareHandler().OnConnectedAsync)));
        await using var host = builder.Build();
        await host.StartAsync();
        Report();
        return 0;
    }

    /// <summary>As <c>sekimori serve</c> has it: the account store on disk, its secrets encrypted.</summary>
    public static SecurityAcceptor Acceptor(string folder, string? keytab)
    {
        var data = new DataFolder(folder);
        var accounts = new AccountStore(data, new SecretProtection(data));
        accounts.Add(User, Password, Role.Operator);
        return new(new SecurityAcceptorSettings
        {
            Accounts = accounts,
            Authority = new LocalAuthority("dc1.lab.test", Domain, "LAB.TEST"),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            Kerberos = keytab is null ? null : new KerberosSettings { Keytab = keytab },
        });
    }

    public static void Report()
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
            Console.WriteLine($"{GC.GetTotalAllocatedBytes(precise: true)} {(long)Environment.CpuUsage.TotalTime.TotalMicroseconds}");
    }
}

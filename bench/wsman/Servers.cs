using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.WsMan.Operations;

namespace Sekimori.Bench.WsMan;

/// <summary>
/// The two servers that are compared: the same runtime, collector and limits; over HTTP, so that no cipher evens them out.
/// </summary>
internal static class Servers
{
    public const string Account = "bench", Password = "Sekimori-Bench-1";

    /// <summary>The service with its real objects and a real account.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="port">On which port.</param>
    /// <param name="keytab">The keys of a service of the realm, for Kerberos; null for Basic alone.</param>
    public static async Task<int> RunOursAsync(string address, int port, string? keytab = null)
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("sekimori-bench-").FullName);
        var accounts = new AccountStore(folder, new SecretProtection(folder));
        accounts.Add(Account, Password, Role.Administrator);
        accounts.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, "Administrator@LAB.TEST", Account));
        var (authority, throttle) = (new LocalAuthority(Dns.GetHostName()),
            new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System));
        using var passwords = new PasswordAuthenticator(accounts, authority, throttle, Math.Max(1, Environment.ProcessorCount / 2));
        IEnumerable<IHttpLogon> schemes = keytab is null ? [] : ContextLogon.All(new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts, Authority = authority, Throttle = throttle, Kerberos = new KerberosSettings { Keytab = keytab },
        }));
        var settings = new WsManSettingsStore(new WsManSettings { AllowUnencrypted = true });
        var objects = new ObjectManagerBuilder { Host = Dns.GetHostName() }.AddLinux().Build();
        await using var service = new WsManService(
            objects, null, settings, WsManServiceInfo.Default(Dns.GetHostName()), TimeProvider.System);
        var handler = new WsManHandler(service, [.. schemes, new BasicLogon(passwords, accounts)], NullLogger<WsManHandler>.Instance);
        await ServeAsync(address, port, handler.HandleAsync);
        return 0;
    }

    /// <summary>Reads the same body and answers the same bytes, and does nothing else.</summary>
    public static async Task<int> RunBareAsync(string address, int port, string file)
    {
        var reply = await File.ReadAllBytesAsync(file);
        await ServeAsync(address, port, async context =>
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync();
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
            context.Response.ContentType = "application/soap+xml;charset=UTF-8";
            context.Response.ContentLength = reply.Length;
            await context.Response.BodyWriter.WriteAsync(reply);
        });
        return 0;
    }

    private static async Task ServeAsync(string address, int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            kestrel.Listen(IPAddress.Parse(address), port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }
}

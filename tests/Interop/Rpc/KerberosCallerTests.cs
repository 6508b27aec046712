using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// Who a principal of the realm is here, by the mappings that <c>sekimori account map</c> writes; and whose tickets are not taken.
/// </summary>
[Trait("Peer", "samba")]
public sealed class KerberosCallerTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_principal_has_the_rights_of_the_account_that_it_is_mapped_to_and_none_without()
    {
        var initiator = fixture.Initiator(isKerberos: true);
        var folder = Directory.CreateTempSubdirectory("sekimori-mapped");
        try
        {
            var data = new DataFolder(folder.FullName);
            var accounts = new AccountStore(data, new SecretProtection(data));
            accounts.Add("bob", "Passw0rd", Role.Operator);
            await using var host = await SecuredHost.StartAsync(fixture.Keytab, accounts);

            Assert.Equal(("Administrator@LAB.TEST", Role.None, "Kerberos"), await CallAsync(host, initiator));
            accounts.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, "Administrator@LAB.TEST", "bob"));
            Assert.Equal(("bob", Role.Operator, "Kerberos"), await CallAsync(host, initiator));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_ticket_for_another_service_is_refused_by_name_and_nobody_else_is_disturbed()
    {
        var initiator = fixture.Initiator(isKerberos: true);
        var folder = Directory.CreateTempSubdirectory("sekimori-services");
        try
        {
            // The key of the web server is in the keytab too.
            var keytab = Path.Combine(folder.FullName, "keytab");
            Realm.ExportKeytab(keytab, "host/dc1.lab.test", "HTTP/dc1.lab.test");
            var log = new Lines();
            using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
            await using var host = await SecuredHost.StartAsync(keytab, loggers: loggers);
            await using var bystander = await ConnectAsync(host, initiator, "host/dc1.lab.test");
            var echo = new RpcEchoClient(await bystander.BindAsync(IRpcEcho.Info.Id, Token));
            Assert.Equal(2u, await echo.AddOneAsync(1, Token));

            await using (var client = await ConnectAsync(host, initiator, "HTTP/dc1.lab.test"))
                await Assert.ThrowsAsync<RpcConnectionException>(() => client.BindAsync(IRpcEcho.Info.Id, Token));
            Assert.Contains(log, line => line.Contains("denied the authentication of 127.0.0.1", StringComparison.Ordinal)
                && line.Contains("Kerberos: ", StringComparison.Ordinal)
                && line.Contains("WrongTarget", StringComparison.Ordinal));
            Assert.Equal(3u, await echo.AddOneAsync(2, Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(string Account, Role Role, string Scheme)> CallAsync(SecuredHost host, ISecurityInitiator initiator)
    {
        await using var client = await ConnectAsync(host, initiator, "host/dc1.lab.test");
        await new RpcEchoClient(await client.BindAsync(IRpcEcho.Info.Id, Token)).AddOneAsync(1, Token);
        return (host.Last!.Account, host.Last.Role, host.Last.Scheme);
    }

    private static Task<RpcClient> ConnectAsync(SecuredHost host, ISecurityInitiator initiator, string target) =>
        RpcClient.ConnectAsync(new RpcBinding("127.0.0.1", host.Port),
        new RpcClientOptions { Security = initiator, Scheme = SecurityScheme.Kerberos, Target = target }, Token);

    private sealed class Lines : ConcurrentQueue<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}

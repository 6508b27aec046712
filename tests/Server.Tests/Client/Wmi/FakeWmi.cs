using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.Wmi;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>A server that lets everybody log on to WMI, and whose objects do what a test wants.</summary>
internal sealed class FakeWmi : IAsyncDisposable
{
    private readonly RpcServer _server;

    private FakeWmi(RpcServer server, ObjectExporter exporter, int port) => (_server, Exporter, Port) = (server, exporter, port);

    public ObjectExporter Exporter { get; }

    /// <summary>Waits until clients hold no object: nobody waits for the answer to a release.</summary>
    public async Task UntilReleasedAsync()
    {
        for (var i = 0; i < 100 && Exporter.ObjectCount > 0; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(0, Exporter.ObjectCount);
    }

    public int Port { get; }

    /// <summary>The status of an activation; the default lets everybody in.</summary>
    public Func<RpcCall, uint> Activation { get; set; } = _ => 0;

    /// <summary>The status of a logon; the default lets everybody in.</summary>
    public Func<RpcCall, uint> Login { get; set; } = _ => 0;

    /// <summary>IWbemServices.</summary>
    public Scripted.Script Services { get; set; } = (RpcCall _, ref NdrWriter _) => throw Scripted.Fault(5);

    /// <summary>IEnumWbemClassObject.</summary>
    public Scripted.Script Rows { get; set; } = (RpcCall _, ref NdrWriter _) => throw Scripted.Fault(5);

    /// <summary>What the server does when an enumerator has been given back, before it answers.</summary>
    public Action Released { get; set; } = static () => { };

    /// <summary>Starts it.</summary>
    /// <param name="password">The password of alice.</param>
    /// <param name="resolver">IObjectExporter; null for the true one.</param>
    public static async Task<FakeWmi> StartAsync(string password = "Passw0rd", RpcServerInterface? resolver = null)
    {
        var security = new Credentials(password: password).Acceptor;
        var server = new RpcServer(new RpcServerOptions { Security = security }, NullLoggerFactory.Instance);
        var endpoint = await server.BindTcpAsync(IPAddress.Loopback, 0);
        var port = ((IPEndPoint)endpoint.Address).Port;
        var exporter = new ObjectExporter(new DcomOptions { Port = port }, TimeProvider.System);
        var fake = new FakeWmi(server, exporter, port);
        var classes = new ClassRegistry();
        classes.Add(new ComClass(WmiServer.Clsid, "WMI", (call, _) => fake.Activation(call) is not 0 and var refused
            ? throw new ComException(refused)
            : new(new ComObject(new Scripted(IWbemLevel1Login.Info, fake.LogOn))),
            [IWbemLevel1Login.Info, IWbemServices.Info, IEnumWbemClassObject.Info]));
        var resolving = exporter.ServeResolver(classes);
        endpoint.ServeUnregistered(
        [
            resolver is null ? resolving[0] : new(resolver), .. resolving.Skip(1), .. exporter.Serve(classes.Interfaces),
        ]);
        server.Start();
        return fake;
    }

    /// <summary>Answers ExecQuery with an enumerator that has <see cref="Rows"/> and no smart one.</summary>
    public void Enumerate(RpcCall call, ref NdrWriter writer) => Scripted.Write(ref writer,
        Exporter.Marshal(call, new Releasing(this, new Scripted(IEnumWbemClassObject.Info, Rows)), IEnumWbemClassObject.Info.Id.Uuid));

    public Task<WmiClient> ConnectAsync(ProtectionLevel level = ProtectionLevel.Privacy, int timeout = 2) => WmiClient.ConnectAsync(
        "127.0.0.1", Credential.FromPassword(@"LAB\alice", "Passw0rd"), new()
        {
            Scheme = SecurityScheme.Ntlm, Level = level, Target = "host/host.lab.test", Port = Port,
            Timeout = TimeSpan.FromSeconds(timeout),
        }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Exporter.Dispose();
    }

    private void LogOn(RpcCall call, ref NdrWriter writer)
    {
        var status = Login(call);
        Scripted.Write(ref writer, (int)status < 0 ? null : Exporter.Marshal(
            call, new ComObject(new Scripted(IWbemServices.Info, Services)), IWbemServices.Info.Id.Uuid), status);
    }

    private sealed class Releasing(FakeWmi fake, Scripted rows) : ComObject(rows)
    {
        public override void Release() => fake.Released();
    }
}

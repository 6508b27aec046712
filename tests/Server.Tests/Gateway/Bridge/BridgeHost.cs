using System.Net;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>A host behind the gate with both doors.</summary>
internal sealed class BridgeHost : IAsyncDisposable
{
    private BridgeHost(InnerHost host, int mapper) => (Host, Mapper) = (host, mapper);

    /// <summary>The host's addresses. The gate's table of targets takes each of them once.</summary>
    public static IPAddress[] All { get; } =
        [IPAddress.Parse("127.0.62.33"), IPAddress.Parse("127.0.62.36"), IPAddress.Parse("127.0.62.37")];

    /// <summary>The first of them.</summary>
    public static IPAddress Here => All[0];

    /// <summary>The host.</summary>
    public InnerHost Host { get; }

    /// <summary>The port of its endpoint mapper.</summary>
    public int Mapper { get; }

    /// <summary>Its WS-Management service, at its second address.</summary>
    public Uri Url => Host.Url;

    private static PasswordCredential Credential => new(InnerHost.User, "", InnerHost.Secret);

    public static async Task<BridgeHost> StartAsync()
    {
        var mapper = FreePort.At(Here);
        var host = await InnerHost.StartAsync(All[1], settings => settings with
        {
            Addresses = [.. All],
            Rpc = new RpcSettings { Port = mapper },
            StoreConsumers = true,
        });
        return new(host, mapper);
    }

    /// <summary>A client of WMI of the host itself.</summary>
    public Task<WmiClient> WmiAsync(string space = "root/cimv2") => WmiClient.ConnectAsync($"{Here}", Credential,
        new WmiClientOptions { Port = Mapper, Namespace = space, Scheme = SecurityScheme.Ntlm },
        TestContext.Current.CancellationToken);

    /// <summary>A client of WS-Management of the host itself.</summary>
    public WsManClient WsMan() => new(Url, new WsManClientOptions
    {
        UserName = InnerHost.User, Password = InnerHost.Secret, Initiator = new SecurityInitiator(Credential),
        Trust = new WsManTrust { Fingerprint = Host.Fingerprint },
    });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

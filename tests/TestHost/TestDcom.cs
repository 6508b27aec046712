using System.Net;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Server.Rpc;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.TestHost;

/// <summary>DCOM with one class.</summary>
public sealed class TestDcom : IDisposable
{
    /// <summary>The class.</summary>
    public static readonly Guid Clsid = new("0b7c5f1e-8d24-4f93-a6c0-91e2d7b3450f");

    /// <summary>Serves it.</summary>
    /// <param name="mapper">The endpoint of port 135.</param>
    /// <param name="objects">The endpoint of objects.</param>
    public TestDcom(RpcEndpoint mapper, RpcEndpoint objects)
    {
        var address = (IPEndPoint)objects.Address;
        string[] names = ["dc1.lab.test", "dc1"];
        Exporter = new(new DcomOptions
        {
            Bindings = new DcomBindings(address.Port, [address.Address], () => names,
                [new(SecurityBinding.Ntlm, ""), new(SecurityBinding.Negotiate, ""), new(SecurityBinding.Kerberos, "host/dc1.lab.test")]),
        }, TimeProvider.System);
        var classes = new ClassRegistry();
        classes.Add(new(Clsid, "Counter", (_, _) => new(new ComObject(new CounterService())), [ICounter.Info]));
        Automation = new(Exporter);
        foreach (var one in Automation.Classes) classes.Add(one);
        mapper.ServeUnregistered(Exporter.ServeResolver(classes));
        objects.ServeUnregistered(Exporter.Serve(classes.Interfaces));
    }

    /// <summary>The objects.</summary>
    public ObjectExporter Exporter { get; }

    /// <summary>Objects that are called by name.</summary>
    public TestAutomation Automation { get; }

    /// <inheritdoc/>
    public void Dispose() => Exporter.Dispose();
}

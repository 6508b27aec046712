using System.Net;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.Remote;
using Sekimori.Dcom.Resolver;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests;

/// <summary>A DCOM server without sockets, with one class.</summary>
internal sealed class DcomHost : IDisposable
{
    public static readonly Guid Clsid = new("5e1f2c8a-0d7b-4a51-9f3e-6c2b8d914e07");

    public static readonly Caller Alice = new("alice", Role.Operator, "NTLM", ProtectionLevel.Privacy, new(IPAddress.Loopback, 40000));

    public static readonly Caller Bob = Alice with { Account = "bob" };

    private readonly AssociationGroupTable _groups = new();

    public DcomHost(DcomLimits? limits = null, Func<IPAddress?, ProtectionLevel>? level = null, Func<Guid, ProtectionLevel>? levelOf = null,
        IOwnerWatch? watch = null)
    {
        var options = new DcomOptions
        {
            Bindings = new DcomBindings(49152, [IPAddress.Parse("192.0.2.7")], () => ["host.example", "host"],
                [new(SecurityBinding.Ntlm, "")]),
            Limits = limits ?? DcomLimits.Default,
            Watch = watch,
        };
        if (level is not null) options = options with { LeastLevel = level };
        if (levelOf is not null) options = options with { LeastLevelOf = levelOf };
        Exporter = new(options, Time);
        Classes.Add(new(Clsid, "Finder", (_, _) => new(new Tracked(this)), [IFinder.Info, IToucher.Info]));
        Resolver = new(Exporter);
        Activation = new(Exporter, Classes);
        Scm = new(Exporter, Classes);
    }

    public DcomTime Time { get; } = new();

    public ObjectExporter Exporter { get; }

    public ClassRegistry Classes { get; } = new();

    public ObjectResolver Resolver { get; }

    public ActivationService Activation { get; }

    public ScmActivatorService Scm { get; }

    public int Made { get; private set; }

    public int Released { get; private set; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public AssociationGroup Connect() => _groups.Create(null);

    public void Disconnect(AssociationGroup group) => _groups.Leave(group);

    /// <summary>A channel of a presentation context that was bound to an interface.</summary>
    public DcomChannel Bind(RpcServerInterface context, Caller caller, AssociationGroup? group = null, ICallGuard? guard = null) =>
        new(context, caller, group ?? Connect(), guard);

    /// <summary>A channel to the exporter: everything goes over the context of one interface, as some clients do.</summary>
    public DcomChannel BindObjects(Caller caller, AssociationGroup? group = null, ICallGuard? guard = null) =>
        Bind(Exporter.Serve(Classes.Interfaces).Single(one => one.Interface.Info.Id == IFinder.Info.Id).Interface, caller, group, guard);

    public async Task<(ActivationReply Reply, StdObjref Std)> ActivateAsync(Caller caller, AssociationGroup? group = null)
    {
        var result = await new RemoteScmActivatorClient(Bind(Scm, caller, group)).RemoteCreateInstanceAsync(
            Rpc.Orpc.OrpcThis.ForCall(), null, ActivationRequest.For(Clsid, [IFinder.Info.Id.Uuid]), Token);
        Assert.Equal(0u, result.Status);
        var reply = ActivationReply.Read(result.Properties!);
        return (reply, Assert.IsType<StandardObjref>(Objref.Read(reply.Pointers[0]!.Data)).Std);
    }

    public RemUnknown2Client RemUnknown(Caller caller, AssociationGroup? group = null, ICallGuard? guard = null) =>
        new(BindObjects(caller, group, guard), Exporter.RemUnknownIpid);

    public void Dispose() => Exporter.Dispose();

    private sealed class Tracked : ComObject
    {
        private readonly DcomHost _host;

        public Tracked(DcomHost host) : base(new Finder(), new Toucher())
        {
            _host = host;
            host.Made++;
        }

        public override void Release() => _host.Released++;
    }
}

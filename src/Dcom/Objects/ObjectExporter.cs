using Sekimori.Dcom.Remote;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// The object exporter of a server ([MS-DCOM] 3.1.1): gives out references to objects, finds the object that a call is for, and collects
/// what was abandoned. Thread-safe.
/// </summary>
public sealed class ObjectExporter : IDisposable
{
    /// <summary>The references that come with an object: what the specification recommends ([MS-DCOM] 3.1.1.5.1).</summary>
    internal const uint InitialRefs = 5;

    private readonly DcomOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly RemUnknown _remUnknown;

    /// <summary>An exporter without objects.</summary>
    /// <param name="options">How it handles callers.</param>
    /// <param name="clock">The time.</param>
    public ObjectExporter(DcomOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (_options, _clock) = (options, clock);
        Table = new(options, clock);
        Pings = new(Table, options.Limits, clock);
        _remUnknown = new(this);
        // Four looks in a period: what has expired is gone soon after.
        var interval = options.Limits.PingPeriod / 4;
        _timer = clock.CreateTimer(_ => Collect(), null, interval, interval);
    }

    /// <summary>The OXID.</summary>
    public ulong Oxid { get; } = ObjectTable.NewId();

    /// <summary>The IPID of IRemUnknown and IRemUnknown2.</summary>
    public Guid RemUnknownIpid { get; } = ObjectTable.NewIpid();

    /// <summary>How many objects clients have references to.</summary>
    public int ObjectCount => Table.ObjectCount;

    /// <summary>How many interfaces of objects clients have references to.</summary>
    public int InterfaceCount => Table.InterfaceCount;

    /// <summary>How many ping sets there are.</summary>
    public int PingSetCount => Pings.Count;

    internal DcomOptions Options => _options;

    internal ObjectTable Table { get; }

    internal PingSets Pings { get; }

    /// <summary>
    /// What to serve on the exporter's endpoint: IRemUnknown, IRemUnknown2, IUnknown, and other COM interfaces. They are not registered
    /// with the endpoint mapper.
    /// </summary>
    /// <param name="interfaces">The other interfaces.</param>
    public IReadOnlyList<ServedInterface> Serve(IEnumerable<RpcInterfaceInfo> interfaces) =>
    [
        .. interfaces.Concat([IRemUnknown.Info, IRemUnknown2.Info, UnknownInterface.Instance.Info, Activation.IClassFactory.Info])
            .DistinctBy(info => info.Id.Uuid).Select(info => new ServedInterface(new OrpcContext(this, info))),
    ];

    /// <summary>
    /// What to serve on port 135: IObjectExporter, IActivation and IRemoteSCMActivator. They are not registered with the endpoint mapper.
    /// </summary>
    /// <param name="classes">What can be activated.</param>
    public IReadOnlyList<ServedInterface> ServeResolver(Activation.ClassRegistry classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return
        [
            new(new Resolver.ObjectResolver(this), _options.LeastLevelOf(Resolver.IObjectExporter.Info.Id.Uuid)),
            // These check the level themselves, so that a refusal is recorded with its reason.
            new(new Activation.ActivationService(this, classes)),
            new(new Activation.ScmActivatorService(this, classes)),
        ];
    }

    /// <summary>A reference to an object, as the result of a call.</summary>
    /// <param name="call">The call: the object belongs to its caller.</param>
    /// <param name="target">The object.</param>
    /// <param name="iid">The interface.</param>
    /// <exception cref="ComException">E_NOINTERFACE: the object does not have it. E_OUTOFMEMORY: a limit was reached.</exception>
    public InterfacePointer Marshal(RpcCall call, ComObject target, Guid iid)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(target);
        var one = Table.Export(target, iid, InitialRefs, call.Caller, call.Group)
            ?? throw new ComException(ComStatus.NoInterface, $"the object does not have the interface {iid}");
        return Reference(call, one).ToPointer();
    }

    /// <summary>
    /// The first reference to an object that was made just now. Where there is none, the object ends, because nobody else will end it.
    /// </summary>
    /// <param name="call">The call: the object belongs to its caller.</param>
    /// <param name="target">The object.</param>
    /// <param name="iid">The interface.</param>
    /// <exception cref="ComException">As of <see cref="Marshal"/>.</exception>
    internal InterfacePointer MarshalNew(RpcCall call, ComObject target, Guid iid)
    {
        try
        {
            return Marshal(call, target, iid);
        }
        catch
        {
            target.Release();
            throw;
        }
    }

    /// <summary>
    /// The object that an argument refers to: one of this exporter's, which belongs to the caller. Null for every other: this server does
    /// not connect to foreign exporters.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="pointer">The argument.</param>
    /// <exception cref="Sekimori.Wire.MalformedException">The argument is no OBJREF.</exception>
    public ComObject? Find(RpcCall call, InterfacePointer? pointer)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (pointer is null) return null;
        StdObjref? std = Objref.Read(pointer.Data) switch
        {
            StandardObjref standard => standard.Std,
            HandlerObjref handler => handler.Std,
            ExtendedObjref extended => extended.Std,
            _ => null,
        };
        return std is { } found && found.Oxid == Oxid ? FindOwn(call, found.Ipid)?.Object.Target : null;
    }

    /// <summary>Removes what was abandoned. The exporter does so by its clock.</summary>
    /// <returns>How many objects.</returns>
    public int Collect()
    {
        Pings.Collect();
        return Table.Collect();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>The interface of an IPID, if it belongs to the caller; an attempt on another account's is recorded.</summary>
    internal ExportedInterface? FindOwn(RpcCall call, Guid ipid)
    {
        if (Table.Find(ipid) is not { } one) return null;
        if (one.Object.Owner.Identity == call.Caller.Identity) return one;
        var facts = call.Guard?.FactsForAnswer(call, Observations.ObservationKind.Anomaly);
        facts?.Add(Observations.Fact.Anomaly, RefusedCall.ForeignIpid);
        facts?.Add(Observations.Fact.Object, ipid.ToString());
        return null;
    }

    internal StandardObjref Reference(RpcCall call, ExportedInterface one, uint refs = InitialRefs) =>
        new(one.Iid, Std(one, refs), _options.Bindings.Resolver(call.Local));

    internal StdObjref Std(ExportedInterface one, uint refs) => new(0, refs, Oxid, one.Object.Oid, one.Ipid);

    /// <summary>The least protection of a call of an interface from an address.</summary>
    internal ProtectionLevel LeastLevel(Caller caller, Guid iid)
    {
        var (byAddress, byInterface) = (_options.LeastLevel(caller.Remote?.Address), _options.LeastLevelOf(iid));
        return byAddress > byInterface ? byAddress : byInterface;
    }

    /// <summary>authnHint: the level that a client of these interfaces should use, integrity or privacy.</summary>
    internal uint HintFor(Caller caller, IEnumerable<RpcInterfaceInfo> interfaces) =>
        // Some clients take the hint as it is: it never asks for less than integrity, even where less is allowed.
        (uint)interfaces.Select(info => LeastLevel(caller, info.Id.Uuid)).Append(ProtectionLevel.Integrity).Max();

    /// <summary>What runs a call on an object ([MS-DCOM] 3.1.1.5.4).</summary>
    internal RpcServerInterface Dispatch(Guid? ipid, Caller caller, AssociationGroup group, RpcInterfaceInfo bound)
    {
        if (ipid is null) return new RefusedCall(bound, ComStatus.Disconnected, RefusedCall.UnknownIpid);
        var isOwn = ipid == RemUnknownIpid;
        var one = isOwn ? null : Table.Find(ipid.Value);
        if (one is null && !isOwn) return new RefusedCall(bound, ComStatus.Disconnected, RefusedCall.UnknownIpid);
        var served = one?.Server ?? _remUnknown;
        if (caller.IsAnonymous || caller.Level < LeastLevel(caller, served.Info.Id.Uuid))
            // [MS-DCOM] 3.1.1.5.4, <40>: E_ACCESSDENIED from IRemUnknown, ERROR_ACCESS_DENIED from the others.
            return new RefusedCall(served.Info, isOwn ? ComStatus.AccessDenied : RpcStatus.AccessDenied, RefusedCall.LowLevel);
        if (one is null) return served;
        if (one.Object.Owner.Identity != caller.Identity)
            return new RefusedCall(served.Info, ComStatus.Disconnected, RefusedCall.ForeignIpid);
        one.Object.Touch(_clock.GetTimestamp(), group);
        return served;
    }
}

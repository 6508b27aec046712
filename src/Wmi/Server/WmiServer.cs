using Sekimori.Cim.Schema;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Operations;

namespace Sekimori.Wmi.Server;

/// <summary>WMI for a DCOM server: the class that clients activate, over the object manager that WS-Management uses too.</summary>
internal sealed class WmiServer
{
    /// <summary>CLSID_WbemLevel1Login ([MS-WMI] 1.9).</summary>
    public static readonly Guid Clsid = new("8bc3f05e-d86b-11d0-a075-00c04fb68820");

    /// <summary>A call of a client that does not let the server act in its name: a word for audit log and rules.</summary>
    private const string IdentifyLevel = "identify_level";

    private readonly ObjectExporter _exporter;
    private readonly Func<RpcCall, IObjectSource>? _sources;

    /// <summary>Makes the server.</summary>
    /// <param name="source">Answers the operations, and asks the guard about each class.</param>
    /// <param name="exporter">Gives out the objects.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    public WmiServer(IObjectSource source, ObjectExporter exporter, WmiLimits limits, TimeProvider time)
        : this(source, null, exporter, limits, time)
    {
    }

    /// <summary>Makes a server whose logins have objects of their own.</summary>
    /// <param name="sources">What answers the operations of a login.</param>
    /// <param name="exporter">Gives out the objects.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    public WmiServer(Func<RpcCall, IObjectSource> sources, ObjectExporter exporter, WmiLimits limits, TimeProvider time)
        : this(null, sources, exporter, limits, time)
    {
    }

    private WmiServer(
        IObjectSource? source, Func<RpcCall, IObjectSource>? sources, ObjectExporter exporter, WmiLimits limits, TimeProvider time)
    {
        (_exporter, _sources) = (exporter, sources);
        Service = new(source, limits, time);
        Class = new(Clsid, "WbemLevel1Login", (_, _) => new(new ComObject(new Level1Login(this), new LoginClientId())),
        [
            IWbemLevel1Login.Info, IWbemLoginClientId.Info, IWbemServices.Info, IEnumWbemClassObject.Info, IWbemFetchSmartEnum.Info,
            IWbemWcoSmartEnum.Info, IWbemCallResult.Info,
        ])
        { IsQuick = true };
    }

    /// <summary>For the registry of classes.</summary>
    public ComClass Class { get; }

    /// <summary>Open enumerators and unfinished calls.</summary>
    public int OperationCount => Service.Budget.Operations;

    /// <summary>Memory for rows that wait for their client, in bytes.</summary>
    public long HeldBytes => Service.Budget.HeldBytes;

    internal WmiService Service { get; }

    /// <summary>What a login's namespaces belong to.</summary>
    internal WmiService ServiceFor(RpcCall call) => _sources is { } of ? Service.With(of(call)) : Service;

    /// <summary>
    /// The caller of a call, with the guard of the call. [MS-WMI] 3.1.4: a caller that only identifies itself is denied; the record of its
    /// call says why.
    /// </summary>
    /// <exception cref="WmiException">It does.</exception>
    internal static CimCaller CallerOf(RpcCall call)
    {
        if (!call.Caller.IsIdentifyOnly)
            return new(call.Caller, call.Guard is { } guard ? new ClassGuard(guard, call) : null);
        call.Guard?.FactsForAnswer(call, ObservationKind.Anomaly)?.Add(Fact.Anomaly, IdentifyLevel);
        throw new WmiException(WbemStatus.AccessDenied, "the caller only identifies itself");
    }

    /// <summary>A reference to an object, for the caller.</summary>
    internal InterfacePointer Marshal(RpcCall call, ComObject target, RpcInterfaceInfo info) =>
        _exporter.Marshal(call, target, info.Id.Uuid);

    /// <summary>The first reference to an object, for the caller; without it the object ends.</summary>
    internal InterfacePointer MarshalNew(RpcCall call, ComObject target, RpcInterfaceInfo info) =>
        _exporter.MarshalNew(call, target, info.Id.Uuid);
}

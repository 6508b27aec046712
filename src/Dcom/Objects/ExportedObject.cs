using Sekimori.Guard;
using Sekimori.Rpc.Association;

namespace Sekimori.Dcom.Objects;

/// <summary>An entry of the OID table ([MS-DCOM] 3.1.1.1).</summary>
/// <param name="oid">The OID.</param>
/// <param name="target">The object.</param>
/// <param name="owner">The caller that it was made for.</param>
internal sealed class ExportedObject(ulong oid, ComObject target, Caller owner)
{
    private long _lastCall;
    private volatile AssociationGroup? _group;

    public ulong Oid => oid;

    public ComObject Target => target;

    public Caller Owner => owner;

    /// <summary>Its interfaces that have an IPID. Guarded by the table's lock.</summary>
    public List<ExportedInterface> Interfaces { get; } = new(1);

    /// <summary>How many ping sets have it. Guarded by the table's lock.</summary>
    public int PingSets { get; set; }

    /// <summary>True once a ping set has had it: then its client knows how to keep it. Guarded by the table's lock.</summary>
    public bool WasPinged { get; set; }

    /// <summary>The time of the last call, by the clock's timestamp.</summary>
    public long LastCall => Volatile.Read(ref _lastCall);

    /// <summary>True while the connections live on which it was called last.</summary>
    public bool IsConnected => _group is { HasEnded: false };

    /// <summary>The object is used.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="group">The connections.</param>
    public void Touch(long now, AssociationGroup group)
    {
        Volatile.Write(ref _lastCall, now);
        _group = group;
    }
}

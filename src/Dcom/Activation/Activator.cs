using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>What RemoteActivation, RemoteGetClassObject and RemoteCreateInstance have in common ([MS-DCOM] 3.1.2.5.2.3).</summary>
/// <param name="exporter">Has the objects.</param>
/// <param name="classes">The classes.</param>
internal sealed class Activator(ObjectExporter exporter, ClassRegistry classes)
{
    /// <summary>An activation without logon, or with less protection than it must have: a word for audit log and rules.</summary>
    public const string LowLevel = "activation_level";

    /// <summary>ACTVFLAGS_ACTIVATE_32_BIT_SERVER and ACTVFLAGS_ACTIVATE_64_BIT_SERVER ([MS-DCOM] 2.2.22.2.1).</summary>
    private const uint AddressSpaces = 0xc;

    /// <summary>Ends a call that is not protected enough; the reason is recorded with its fault.</summary>
    /// <exception cref="RpcFaultException">ERROR_ACCESS_DENIED.</exception>
    public void DemandLevel(RpcCall call, Guid iid)
    {
        // An account without a role has no rights, whatever it has proved.
        if (call.Caller.Role > Role.None && !call.Caller.IsAnonymous && call.Caller.Level >= exporter.LeastLevel(call.Caller, iid)) return;
        call.Guard?.FactsForAnswer(call, ObservationKind.Anomaly)?.Add(Fact.Anomaly, LowLevel);
        throw new RpcFaultException(RpcStatus.AccessDenied, $"activation at level {call.Caller.Level}");
    }

    /// <summary>Makes an object, or a class object, and references to its interfaces.</summary>
    /// <param name="call">The call.</param>
    /// <param name="header">Its ORPCTHIS.</param>
    /// <param name="clsid">The class.</param>
    /// <param name="iids">The interfaces.</param>
    /// <param name="flags">actvflags.</param>
    /// <param name="isClassObject">True for the class object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ComException">It failed, with this HRESULT.</exception>
    public async ValueTask<ActivationReply> ActivateAsync(RpcCall call, OrpcThis header, Guid clsid, IReadOnlyList<Guid> iids, uint flags,
        bool isClassObject, CancellationToken cancellationToken)
    {
        if (!header.Version.IsServed) throw new ComException(ComStatus.VersionMismatch);
        if (iids.Count == 0) throw new ComException(ComStatus.InvalidArgument, "no interface is asked for");
        // Nothing here has an address space of 32 bits, or knows of one.
        if ((flags & AddressSpaces) != 0 || classes.Find(clsid) is not { } found) throw new ComException(ComStatus.ClassNotRegistered);
        var target = isClassObject
            ? new ComObject(new ClassFactory(exporter, found))
            : await found.Create(call, cancellationToken).ConfigureAwait(false);
        var (results, pointers) = References(call, target, iids);
        return new(exporter.Oxid, exporter.Options.Bindings.Exporter(call.Local), exporter.RemUnknownIpid,
            exporter.HintFor(call.Caller, found.Interfaces), ComVersion.Own, iids, results, pointers);
    }

    private (uint[] Results, InterfacePointer?[] Pointers) References(RpcCall call, ComObject target, IReadOnlyList<Guid> iids)
    {
        var (results, pointers) = (new uint[iids.Count], new InterfacePointer?[iids.Count]);
        var left = exporter.Options.Limits.MaxActivatedInterfaces;
        for (var i = 0; i < iids.Count; i++)
        {
            // No exceptions for these: there may be thousands of them.
            var isThere = target.Find(iids[i]) is not null;
            if (!isThere || left == 0)
            {
                results[i] = isThere ? ComStatus.OutOfMemory : ComStatus.NoInterface;
                continue;
            }

            try
            {
                pointers[i] = exporter.Marshal(call, target, iids[i]);
                left--;
            }
            catch (ComException refused)
            {
                results[i] = refused.Status;
            }
        }

        if (Array.Exists(pointers, one => one is not null)) return (results, pointers);
        target.Release();
        throw new ComException(results[0]);
    }
}

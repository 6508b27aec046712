using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>Serves IActivation.</summary>
/// <param name="exporter">Has the objects.</param>
/// <param name="classes">The classes.</param>
internal sealed class ActivationService(ObjectExporter exporter, ClassRegistry classes) : ActivationServer
{
    /// <summary>Mode of a request for the class object ([MS-DCOM] 3.1.2.5.2.3.1).</summary>
    private const uint ClassObject = 0xffff_ffff;

    private readonly Activator _activator = new(exporter, classes);

    internal override bool IsQuickOperation(int opnum) => classes.AreQuick;

    /// <inheritdoc/>
    public override async ValueTask<RemoteActivationResult> RemoteActivationAsync(RpcCall call, OrpcThis orpcThis, Guid clsid,
        string? objectName, InterfacePointer? objectStorage, uint clientImpLevel, uint mode, uint interfaces, Guid[]? iids,
        ushort protseqCount, ushort[] protseqs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(orpcThis);
        _activator.DemandLevel(call, IActivation.Info.Id.Uuid);
        try
        {
            // No class here is initialized from a file or a storage.
            if (objectName is not null || objectStorage is not null) throw new ComException(ComStatus.NotImplemented);
            var reply = await _activator.ActivateAsync(call, orpcThis, clsid, iids ?? [], 0, mode == ClassObject, cancellationToken)
                .ConfigureAwait(false);
            return new(OrpcThat.Empty, reply.Oxid, reply.Bindings, reply.RemUnknown, reply.AuthnHint, reply.Version, ComStatus.Ok,
                [.. reply.Pointers], [.. reply.Results], 0);
        }
        catch (ComException refused)
        {
            // Some clients look at the one number, some at the other.
            return new(OrpcThat.Empty, 0, null, Guid.Empty, 0, ComVersion.Own, refused.Status, new InterfacePointer?[interfaces],
                new uint[interfaces], refused.Status);
        }
    }
}

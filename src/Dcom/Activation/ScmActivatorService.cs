using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>Serves IRemoteSCMActivator.</summary>
/// <param name="exporter">Has the objects.</param>
/// <param name="classes">The classes.</param>
internal sealed class ScmActivatorService(ObjectExporter exporter, ClassRegistry classes) : RemoteScmActivatorServer
{
    private readonly Activator _activator = new(exporter, classes);

    internal override bool IsQuickOperation(int opnum) => classes.AreQuick;

    /// <inheritdoc/>
    public override ValueTask<RemoteScmResult> RemoteGetClassObjectAsync(
        RpcCall call, OrpcThis orpcThis, ActivationRequest? properties, CancellationToken cancellationToken) =>
        ActivateAsync(call, orpcThis, properties, isClassObject: true, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RemoteScmResult> RemoteCreateInstanceAsync(RpcCall call, OrpcThis orpcThis, InterfacePointer? outer,
        ActivationRequest? properties, CancellationToken cancellationToken) =>
        ActivateAsync(call, orpcThis, properties, isClassObject: false, cancellationToken);

    private async ValueTask<RemoteScmResult> ActivateAsync(
        RpcCall call, OrpcThis orpcThis, ActivationRequest? properties, bool isClassObject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(orpcThis);
        _activator.DemandLevel(call, IRemoteScmActivator.Info.Id.Uuid);
        try
        {
            if (properties is not { IsComplete: true, Clsid: { } clsid }) throw new ComException(ComStatus.InvalidArgument);
            // No class here is initialized from a file or a storage.
            if (properties.FileName is not null || properties.HasStorage) throw new ComException(ComStatus.NotImplemented);
            var reply = await _activator.ActivateAsync(
                call, orpcThis, clsid, properties.Iids, properties.Flags, isClassObject, cancellationToken).ConfigureAwait(false);
            return new(OrpcThat.Empty, reply.ToPointer(), ComStatus.Ok);
        }
        catch (ComException refused)
        {
            return new(OrpcThat.Empty, null, refused.Status);
        }
    }
}

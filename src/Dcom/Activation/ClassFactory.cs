using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>The class object of a class.</summary>
/// <param name="exporter">Has the objects.</param>
/// <param name="made">The class.</param>
internal sealed class ClassFactory(ObjectExporter exporter, ComClass made) : ClassFactoryServer
{
    public override async ValueTask<CreateInstanceResult> CreateInstanceAsync(RpcCall call, Guid iid, CancellationToken cancellationToken)
    {
        try
        {
            var target = await made.Create(call, cancellationToken).ConfigureAwait(false);
            return new(exporter.MarshalNew(call, target, iid), ComStatus.Ok);
        }
        catch (ComException refused)
        {
            return new(null, refused.Status);
        }
    }

    public override ValueTask<uint> LockServerAsync(RpcCall call, int isLocked, CancellationToken cancellationToken) => new(ComStatus.Ok);
}

using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// An object that clients hold references to: what runs its interfaces. The references, and when they end, are the exporter's business.
/// </summary>
/// <param name="interfaces">Its interfaces: instances of generated servers, which have the object's state.</param>
public class ComObject(params IReadOnlyList<RpcServerInterface> interfaces)
{
    /// <summary>Its interfaces, without IUnknown, which every object has.</summary>
    public virtual IReadOnlyList<RpcServerInterface> Interfaces => interfaces;

    /// <summary>
    /// The last reference has gone, released or collected. A call that started before may still run.
    /// </summary>
    public virtual void Release()
    {
    }

    internal RpcServerInterface? Find(Guid iid)
    {
        foreach (var one in Interfaces)
            if (one.Info.Id.Uuid == iid)
                return one;
        return iid == UnknownInterface.Iid ? UnknownInterface.Instance : null;
    }
}

using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>The first reference to an object that was made just now.</summary>
internal static class Marshaled
{
    /// <summary>The reference; where there is none, the object ends, because nobody else will end it.</summary>
    /// <exception cref="ComException">The object does not have the interface, or a limit was reached.</exception>
    public static InterfacePointer OrReleased(ObjectExporter exporter, RpcCall call, ComObject target, Guid iid)
    {
        try
        {
            return exporter.Marshal(call, target, iid);
        }
        catch
        {
            target.Release();
            throw;
        }
    }
}

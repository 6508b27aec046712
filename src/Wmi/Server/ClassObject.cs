using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Wmi.Server;

/// <summary>IWbemClassObject ([MS-WMI] 2.2.4): it travels by value, in a custom OBJREF.</summary>
internal static class ClassObject
{
    private static readonly Guid _iid = new("dc12a681-737f-11cf-884d-00aa004b2e24");
    private static readonly Guid _clsid = new("4590f812-1d3a-11d0-891f-00aa004b2e24");

    /// <summary>An object for a client.</summary>
    /// <param name="unit">Its encoding unit.</param>
    /// <param name="iid">The interface that the client gets; null for IWbemClassObject.</param>
    public static InterfacePointer ToPointer(byte[] unit, Guid? iid = null) => new CustomObjref(iid ?? _iid, _clsid, unit).ToPointer();

    /// <summary>The encoding unit of an object.</summary>
    /// <exception cref="MalformedException">It is another kind of object.</exception>
    public static ReadOnlyMemory<byte> Read(InterfacePointer pointer) =>
        Objref.Read(pointer.Data) is CustomObjref custom && custom.Clsid == _clsid
            ? custom.Data
            : throw new MalformedException(Malformed.BadValue, "an object that is no IWbemClassObject by value");
}

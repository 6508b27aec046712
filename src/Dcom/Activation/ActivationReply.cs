using Sekimori.Dcom.References;
using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Activation;

/// <summary>The activation properties of a reply ([MS-DCOM] 3.1.2.5.2.3.2).</summary>
/// <param name="Oxid">The exporter.</param>
/// <param name="Bindings">Its addresses with endpoints.</param>
/// <param name="RemUnknown">The IPID of its Remote Unknown.</param>
/// <param name="AuthnHint">The authentication level that it asks for.</param>
/// <param name="Version">Its version.</param>
/// <param name="Iids">The interfaces that were asked for.</param>
/// <param name="Results">An HRESULT for each.</param>
/// <param name="Pointers">A reference for each, null where the result is an error.</param>
internal sealed record ActivationReply(
    ulong Oxid, DualStringArray Bindings, Guid RemUnknown, uint AuthnHint, ComVersion Version, IReadOnlyList<Guid> Iids,
    IReadOnlyList<uint> Results, IReadOnlyList<InterfacePointer?> Pointers)
{
    /// <summary>Reads the properties of a reply, wherever they stand.</summary>
    /// <exception cref="MalformedException">They cannot be read, or one is missing.</exception>
    public static ActivationReply Read(InterfacePointer pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (Objref.Read(pointer.Data) is not CustomObjref custom || custom.Clsid != ActivationIds.PropertiesOut)
            throw new MalformedException(Malformed.BadValue, "no activation properties");
        PropsOutInfo? props = null;
        RemoteReplyScmInfo? scm = null;
        foreach (var (clsid, property) in ActivationBlob.Read(custom.Data))
        {
            if (clsid == ActivationIds.PropsOut) props = TypeSerialization.Read<PropsOutInfo>(property);
            else if (clsid == ActivationIds.ScmReply) scm = TypeSerialization.Read<ScmReplyInfo>(property).RemoteReply;
        }

        if (props is not { Iids: { } iids, Results: { } results, Pointers: { } pointers } || scm?.Bindings is not { } bindings)
            throw new MalformedException(Malformed.BadValue, "a reply without its properties");
        return new(scm.Oxid, bindings, scm.RemUnknown, scm.AuthnHint, scm.ServerVersion, iids, results, pointers);
    }

    /// <summary>As a result of a call: PropsOutInfo first, ScmReplyInfo second. Some clients read them by position.</summary>
    public InterfacePointer ToPointer()
    {
        var blob = ActivationBlob.Write(2,
            (ActivationIds.PropsOut, TypeSerialization.Write(new PropsOutInfo((uint)Iids.Count, [.. Iids], [.. Results], [.. Pointers]))),
            (ActivationIds.ScmReply, TypeSerialization.Write(
                new ScmReplyInfo(null, new RemoteReplyScmInfo(Oxid, Bindings, RemUnknown, AuthnHint, Version)))));
        return new CustomObjref(ActivationIds.PropertiesOutIid, ActivationIds.PropertiesOut, blob).ToPointer();
    }
}

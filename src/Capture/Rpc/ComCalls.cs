using System.Security.Cryptography;
using Sekimori.Cim.Model;
using Sekimori.Cim.Wql;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Automation;
using Sekimori.Dcom.Remote;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// Calls of DCOM and WMI in clear, read by the codec of the server: the facts are those that it would record. What only the server's object
/// manager knows, the subclasses that a query reaches, is not among them; the class that the call names is.
/// </summary>
internal static class ComCalls
{
    private static readonly Guid Services = IWbemServices.Info.Id.Uuid;

    private static readonly Dictionary<Guid, Observer> Observers = new()
    {
        [IRemoteScmActivator.Info.Id.Uuid] = RemoteScmActivatorServer.TryObserve,
        [IClassFactory.Info.Id.Uuid] = ClassFactoryServer.TryObserve,
        [IRemUnknown.Info.Id.Uuid] = RemUnknownServer.TryObserve,
        [IRemUnknown2.Info.Id.Uuid] = RemUnknown2Server.TryObserve,
        [IDispatch.Info.Id.Uuid] = DispatchServer.TryObserve,
        [IWbemLevel1Login.Info.Id.Uuid] = WbemLevel1LoginServer.TryObserve,
        [Services] = WbemServicesServer.TryObserve,
    };

    private delegate bool Observer(int opnum, ReadOnlyMemory<byte> stub, NdrFormat format, FactSet facts);

    /// <summary>True for an interface of objects whose calls are read here.</summary>
    public static bool Knows(Guid iid) => iid != IRemoteScmActivator.Info.Id.Uuid && Observers.ContainsKey(iid);

    /// <summary>Reads a call on an object; false if the interface is not one of these.</summary>
    /// <param name="known">The interface.</param>
    /// <param name="opnum">The operation.</param>
    /// <param name="stub">The encoded arguments, whole.</param>
    /// <param name="bigEndian">Their byte order.</param>
    /// <param name="isNdr64">True for NDR64, which COM does not use ([MS-DCOM] 2.2).</param>
    /// <param name="isSure">True if the arguments are whole, and their interface is not a guess: then it is strange if they cannot be
    /// decoded.</param>
    /// <param name="facts">Receives the facts.</param>
    public static bool TryRead(
        RpcInterface known, int opnum, ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64, bool isSure, ref FactSet? facts)
    {
        if (isNdr64 || !Knows(known.Uuid)) return false;
        if (!TryDecode(known.Uuid, opnum, stub, bigEndian, ref facts))
        {
            if (!isSure) return false;
            (facts ??= new()).Add(Fact.Anomaly, StubFault.Undecodable);
            facts.Add(Fact.Sha256, Convert.ToHexStringLower(SHA256.HashData(stub)));
        }
        else if (known.Uuid == Services && facts is not null)
            AddClass(opnum, facts);
        return true;
    }

    /// <summary>Reads the arguments of a call; false if they cannot be decoded.</summary>
    public static bool TryDecode(Guid iid, int opnum, ReadOnlySpan<byte> stub, bool bigEndian, ref FactSet? facts)
    {
        var found = new FactSet();
        try
        {
            // The values refer to their bytes until the facts have been made of them.
            Observers[iid](opnum, stub.ToArray(), new(NdrSyntax.Ndr20, bigEndian), found);
        }
        catch (MalformedException)
        {
            return false;
        }

        if (found.Count == 0) return true;
        if (facts is null) facts = found;
        else foreach (var (fact, value) in found.All) facts.Add(fact, value);
        return true;
    }

    // The operations of [MS-WMI] 3.1.4.3, each with its asynchronous form behind it.
    private static void AddClass(int opnum, FactSet facts)
    {
        var name = opnum switch
        {
            6 or 7 or 16 or 17 or 24 or 25 => ClassOfPath(facts[Fact.Object]),
            8 or 9 or 14 or 15 => facts[Fact.Name],
            10 or 11 or 12 or 13 or 18 or 19 => facts[Fact.Object],
            20 or 21 when facts[Fact.Query] is { } query => WqlTarget.ClassOf(query),
            _ => null,
        };
        if (!string.IsNullOrEmpty(name)) facts.Add(Fact.ClassName, name);
    }

    private static string? ClassOfPath(string? path) =>
        path is not null && CimObjectPath.TryParse(path, out var parsed) ? parsed.ClassName : null;
}

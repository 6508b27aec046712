using System.Globalization;
using System.Text;
using Sekimori.Observations;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Capture.Rpc;

/// <summary>The facts found in the arguments of a call, as far as they can be read.</summary>
internal static class CallFacts
{
    private static readonly Guid EndpointMapper = IEndpointMapper.Info.Id.Uuid;
    private static readonly Guid RemoteActivator = new("000001a0-0000-0000-c000-000000000046");
    private static readonly Guid OldActivator = new("4d9f4ab8-7d1c-11cf-861e-0020af6e7c57");
    private static readonly Guid ObjectExporter = new("99fcfec4-5260-101b-bbcb-00aa0021347a");
    private static readonly Guid Netlogon = new("12345678-1234-abcd-ef00-01234567cffb");
    private static readonly Guid ServiceControl = new("367abb81-9844-35f1-ad32-98f038001003");
    private static readonly Guid TaskScheduler = new("86d35949-83c9-4044-b424-db363231fd0c");
    private static readonly Guid ServerService = new("4b324fc8-1670-01d3-1278-5a47bf6ee188");
    private static readonly Guid Replication = new("e3514235-4b06-11d1-ab04-00c04fc2dcd2");
    private static readonly Guid DistributedFiles = new("4fc742e0-4a10-11cf-8273-00aa004ae673");
    private static readonly Guid JobScheduler = new("1ff70682-0a51-30e8-076d-740be8cee98b");

    /// <summary>True if the answer is worth reading: it contains the address of a listener.</summary>
    public static bool NeedsAnswer(RpcInterface known, int opnum) =>
        (known.Uuid == EndpointMapper && opnum is 2 or 3)
        || (known.Uuid == RemoteActivator && opnum is 3 or 4)
        || (known.Uuid == OldActivator && opnum == 0)
        || (known.Uuid == ObjectExporter && opnum is 0 or 4);

    /// <summary>True for the endpoint mapper's interface.</summary>
    public static bool IsMapper(RpcInterface known) => known.Uuid == EndpointMapper;

    /// <summary>
    /// True for the call that hands out a directory: the target of its ticket distinguishes a domain controller's own replication from
    /// others'.
    /// </summary>
    public static bool NeedsTarget(RpcInterface known, int opnum) => opnum == 3 && known.Uuid == Replication;

    public static FactSet? Read(
        RpcInterface? known, int opnum, ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64, bool isSure = false)
    {
        FactSet? facts = null;
        if (known is not null)
        {
            if (ComCalls.TryRead(known, opnum, stub, bigEndian, isNdr64, isSure, ref facts)) return facts;
            if (known.Uuid == EndpointMapper)
            {
                foreach (var tower in TowerFinder.Read(stub)) (facts ??= new()).Add(Fact.MappedInterface, tower.Interface.UuidText);
                return facts;
            }
            if (known.Uuid == RemoteActivator)
            {
                // The server's own codec; what it does not decode, another server may have run all the same.
                if (isNdr64 || !ComCalls.TryDecode(known.Uuid, opnum, stub, bigEndian, ref facts))
                    ActivationReader.ReadRequest(stub, ref facts);
                ActivationReader.ReadObjectName(stub, bigEndian, false, ref facts);
                return facts;
            }
            if (known.Uuid == OldActivator)
            {
                ActivationReader.ReadOldRequest(stub, bigEndian, isNdr64, ref facts);
                return facts;
            }
            if (known.Uuid == Netlogon) ReadNetlogon(opnum, new(stub, bigEndian, isNdr64), ref facts);
            else if (known.Uuid == ServiceControl) ReadService(opnum, new(stub, bigEndian, isNdr64), ref facts);
            else if (known.Uuid == TaskScheduler && opnum == 1) ReadTask(new(stub, bigEndian, isNdr64), ref facts);
            else if (known.Uuid == ServerService && opnum is 31 or 32) ReadParents(stub, bigEndian, ref facts);
            else if (known.Uuid == DistributedFiles && opnum is 10 or 11 or 12 or 13 or 15)
                ReadRoot(new(stub, bigEndian, isNdr64), ref facts);
            else if (known.Uuid == JobScheduler && opnum == 0) ReadJob(new(stub, bigEndian, isNdr64), ref facts);
        }
        StubText.Collect(stub, bigEndian, isNdr64, ref facts);
        return facts;
    }

    /// <summary>
    /// The credentials that CVE-2020-1472 leaves empty: [MS-NRPC] 3.5.4.4.1 (opnum 4), 3.5.4.4.2 (26) and its forerunners, 3.5.4.4.6 (30)
    /// and .7 (6).
    /// </summary>
    private static void ReadNetlogon(int opnum, StubCursor stub, ref FactSet? facts)
    {
        if (opnum is not (4 or 5 or 6 or 15 or 26 or 30)) return;
        stub.PointedText(); // PrimaryName
        var first = stub.Text(); // the computer's name, or the account's
        var computer = first;
        if (opnum != 4)
        {
            stub.Enum(); // SecureChannelType
            computer = stub.Text();
        }
        if (opnum is 6 or 30) stub.Align(4); // NETLOGON_AUTHENTICATOR has a timestamp behind its credential, and is aligned for it
        var credential = stub.Bytes(8);
        if (stub.HasFailed) return;
        facts ??= new();
        if (opnum != 4) facts.Add(Fact.Name, first!);
        facts.Add(Fact.Computer, computer!);
        facts.Add(Fact.ZeroCredential, credential.ContainsAnyExcept((byte)0) ? "false" : "true");
        if (opnum is not (15 or 26)) return;
        var flags = stub.UInt32();
        if (!stub.HasFailed) facts.Add(Fact.NegotiateFlags, "0x" + flags.ToString("x8", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// RCreateService, RChangeServiceConfig and ROpenService of [MS-SCMR] 3.1.4, for WCHARs (12 and 45, 11, 16) and for ANSI (24 and 44,
    /// 23, 28), which programs in C often call.
    /// </summary>
    private static void ReadService(int opnum, StubCursor stub, ref FactSet? facts)
    {
        if (opnum is not (11 or 12 or 16 or 23 or 24 or 28 or 44 or 45)) return;
        var isAnsi = opnum is 23 or 24 or 28 or 44;
        stub.Bytes(20); // the handle
        string? name = null, path = null;
        switch (opnum)
        {
            case 11 or 23:
                stub.Bytes(12); // type, start, error control
                path = stub.PointedText(isAnsi);
                break;
            case 16 or 28: name = stub.Text(isAnsi); break;
            default:
                name = stub.Text(isAnsi);
                stub.PointedText(isAnsi); // display name
                stub.UInt32(); // access
                stub.UInt32(); // type
                stub.UInt32(); // start
                stub.UInt32(); // error control
                path = stub.Text(isAnsi);
                break;
        }
        if (name is { Length: > 0 }) (facts ??= new()).Add(Fact.Name, name);
        if (path is { Length: > 0 } && !stub.HasFailed) (facts ??= new()).Add(Fact.CommandLine, path);
    }

    /// <summary>SchRpcRegisterTask, [MS-TSCH] 3.2.5.4.2: the path, and the task as XML, which contains the command.</summary>
    private static void ReadTask(StubCursor stub, ref FactSet? facts)
    {
        if (stub.PointedText() is { Length: > 0 } path) (facts ??= new()).Add(Fact.Name, path);
        var xml = stub.Text();
        if (stub.HasFailed || xml is null) return;
        string command = Element(xml, "Command"), arguments = Element(xml, "Arguments");
        if (command.Length > 0) (facts ??= new()).Add(Fact.CommandLine, arguments.Length > 0 ? $"{command} {arguments}" : command);
    }

    /// <summary>NetrJobAdd, [MS-TSCH] 3.2.5.2.1: the command of an AT_INFO.</summary>
    private static void ReadJob(StubCursor stub, ref FactSet? facts)
    {
        if (stub.PointedText() is { Length: > 0 } server) (facts ??= new()).Add(Fact.Computer, server.TrimStart('\\'));
        stub.Word(); // JobTime, a DWORD_PTR
        stub.UInt32(); // DaysOfMonth
        stub.UInt16(); // DaysOfWeek and Flags, one byte each
        if (stub.PointedText() is { Length: > 0 } command && !stub.HasFailed) (facts ??= new()).Add(Fact.CommandLine, command);
    }

    /// <summary>
    /// NetrDfsAddFtRoot, NetrDfsAddStdRoot and what undoes them ([MS-DFSNM] 3.1.4.3 and .4): the first argument is the host of the root,
    /// without backslashes.
    /// </summary>
    private static void ReadRoot(StubCursor stub, ref FactSet? facts)
    {
        if (stub.Text() is { Length: > 0 } host && !host.StartsWith('\\')) (facts ??= new()).Add(Fact.RemoteHost, host);
    }

    /// <summary>
    /// A step to the parent in a path given to NetprPathCanonicalize or NetprPathCompare ([MS-SRVS] 3.1.4.30, .31): in the attack of
    /// MS08-067 it is surrounded by code, which is not text.
    /// </summary>
    private static void ReadParents(ReadOnlySpan<byte> stub, bool bigEndian, ref FactSet? facts)
    {
        foreach (var step in (ReadOnlySpan<string>)[@"\..\", "/../"])
        {
            if (stub.IndexOf((bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(step)) < 0) continue;
            (facts ??= new()).Add(Fact.Text, step);
            return;
        }
    }

    private static string Element(string xml, string name)
    {
        var begin = xml.IndexOf($"<{name}>", StringComparison.OrdinalIgnoreCase);
        if (begin < 0) return "";
        begin += name.Length + 2;
        var end = xml.IndexOf('<', begin);
        return end < 0 ? xml[begin..] : xml[begin..end];
    }
}

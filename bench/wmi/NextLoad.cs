using System.Buffers.Binary;
using System.Net;
using Sekimori.Bench.Rpc;
using Sekimori.Client.Dcom;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Bench.Wmi;

/// <summary>
/// Next for one row, each connection with an enumerator of its own, as bench/rpc calls: requests are sealed before the clock runs and
/// replies are left unopened.
/// </summary>
internal static class NextLoad
{
    private const ushort SmartNext = 3, PlainNext = 4;

    // ReturnImmediately and ForwardOnly: nothing is held for going back.
    private const int Forwards = 0x30;

    public static async Task<string> RunAsync(string kind, string address, int port, double seconds, int connections)
    {
        var isSmart = kind == "smart";
        await using var dcom = new DcomClient(address, LiveLoad.Credential, new()
        {
            Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy, Target = "host/dc1.lab.test",
        }, port);
        // The objects live as long as the client that opened them has its connection.
        var ipids = await OpenAsync(dcom, isSmart, connections);
        var info = isSmart ? IWbemWcoSmartEnum.Info : IEnumWbemClassObject.Info;
        var (opnum, stub) = (isSmart ? SmartNext : PlainNext, Stub(isSmart));
        var server = new IPEndPoint(IPAddress.Parse(address), port);
        return Load.Repeat(isProtected: true, 1024, seconds, connections, number =>
        {
            var connection = new Connection(server, Load.Context(info.Id));
            connection.Bind(Load.Initiator(), Protected.Parse("ntlm-seal"));
            // The first row has its class.
            connection.Call(opnum, stub, ipids[number]);
            var reply = connection.Call(opnum, stub, ipids[number]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(reply.Length - 4)) != 0)
                throw new InvalidOperationException($"Next answered {Convert.ToHexString(reply.AsSpan(reply.Length - 4))}");
            if (number == 0) Console.Error.WriteLine($"{reply.Length} bytes in a reply of {kind} Next");
            return (connection, () => connection.Request(opnum, stub, ipids[number]));
        });
    }

    private static async Task<List<Guid>> OpenAsync(DcomClient dcom, bool isSmart, int count)
    {
        // A row of all columns by Next has its class each time, 9 KB; bench/rpc has 1 KB.
        var query = $"SELECT {(isSmart ? "*" : "Name, ProcessId")} FROM {LiveServer.Class}";
        var login = await dcom.ActivateAsync<IWbemLevel1Login>(WmiServer.Clsid);
        var opened = await login.Interface.NtlmLoginAsync(LiveServer.Endless, null, 0, null, default);
        var services = await dcom.TakeAsync<IWbemServices>(opened.Services);
        var ipids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            var answer = await services.Interface.ExecQueryAsync("WQL", query, Forwards, null, default);
            var rows = await dcom.TakeAsync<IEnumWbemClassObject>(answer.Enumerator);
            if (isSmart)
            {
                var fetch = await rows.QueryAsync<IWbemFetchSmartEnum>();
                ipids.Add(Ipid((await fetch.Interface.GetSmartEnumAsync(default)).Enumerator));
            }
            else ipids.Add(Ipid(answer.Enumerator));
        }

        return ipids;
    }

    private static Guid Ipid(InterfacePointer? pointer) =>
        pointer is not null && Objref.Read(pointer.Data) is StandardObjref standard
            ? standard.Std.Ipid
            : throw new InvalidOperationException("no enumerator was answered");

    // ORPCTHIS without extensions ([MS-DCOM] 2.2.13.3), the client's GUID for the smart enumerator, no end of waiting, one row.
    private static byte[] Stub(bool isSmart)
    {
        byte[] proxy = isSmart ? Guid.NewGuid().ToByteArray() : [];
        byte[] stub = [5, 0, 7, 0, .. new byte[8], .. Guid.NewGuid().ToByteArray(), .. new byte[4], .. proxy, .. new byte[8]];
        BinaryPrimitives.WriteInt32LittleEndian(stub.AsSpan(stub.Length - 8), -1);
        BinaryPrimitives.WriteInt32LittleEndian(stub.AsSpan(stub.Length - 4), 1);
        return stub;
    }
}

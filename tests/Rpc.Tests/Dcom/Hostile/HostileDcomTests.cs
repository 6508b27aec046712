using System.Buffers.Binary;
using System.Globalization;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.References;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Tests.Hostile;

/// <summary>
/// The rows of hostile-dcom.txt: what was made to mislead ends in a named fact, a fault or a status, with bounded memory, and takes nothing
/// from other accounts.
/// </summary>
public sealed class HostileDcomTests : IDisposable
{
    // What one call may allocate: 65,535 results of 48 bytes are some 3 MB, encoded and decoded.
    private const long MostMemory = 64L << 20;

    private static readonly Dictionary<string, string[]> Rows = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "hostile-dcom.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(row => row[0], row => row[1..]);

    private readonly DcomHost _host = new();

    public static TheoryData<string> Names => [.. Rows.Keys];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_ends_as_it_says(string name)
    {
        var (reader, text, end) = (Rows[name][0].Split(' '), Rows[name][1], Rows[name][2]);
        var (_, own) = await _host.ActivateAsync(DcomHost.Alice);
        var (_, other) = await _host.ActivateAsync(DcomHost.Bob);
        var bytes = new Recipe(new Dictionary<string, Guid>
        {
            ["ipid"] = own.Ipid, ["other"] = other.Ipid, ["nobody"] = new("0000dead-1111-2222-3333-444444444444"),
            ["unknown"] = _host.Exporter.RemUnknownIpid, ["finder"] = IFinder.Info.Id.Uuid, ["toucher"] = IToucher.Info.Id.Uuid,
            ["missing"] = new("0000dead-0000-0000-c000-000000000046"),
        }).Make(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(end, reader.Length == 1 ? Read(reader[0], bytes) : await CallAsync(reader, bytes, own.Ipid));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        // The other account's object is as it was.
        Assert.Equal(ComStatus.False, await new FinderClient(_host.BindObjects(DcomHost.Bob), other.Ipid).TouchAsync(DcomHost.Token));
        Assert.InRange(_host.Exporter.ObjectCount, 1, 2);
        Assert.InRange(_host.Exporter.PingSetCount, 0, 1);
    }

    private static string Read(string reader, byte[] bytes)
    {
        try
        {
            if (reader == "activation") ActivationRequest.Read(bytes);
            else if (reader == "reply") ActivationReply.Read(InterfacePointer.Of(bytes));
            else if (Objref.Read(bytes) is StandardObjref standard) standard.Resolver.Read();
            return "read";
        }
        catch (MalformedException malformed)
        {
            return malformed.Fact.ToString();
        }
    }

    private async Task<string> CallAsync(string[] reader, byte[] stub, Guid ipid)
    {
        var (channel, target) = reader[0] switch
        {
            "scm" => (_host.Bind(_host.Scm, DcomHost.Alice), (Guid?)null),
            "activator" => (_host.Bind(_host.Activation, DcomHost.Alice), null),
            "resolver" => (_host.Bind(_host.Resolver, DcomHost.Alice), null),
            "unknown" => (_host.BindObjects(DcomHost.Alice), _host.Exporter.RemUnknownIpid),
            _ => (_host.BindObjects(DcomHost.Alice), ipid),
        };
        try
        {
            var reply = await channel.CallAsync(ushort.Parse(reader[1], CultureInfo.InvariantCulture), stub, target, DcomHost.Token);
            return Show("status", BinaryPrimitives.ReadUInt32LittleEndian(reply.Stub.Span[^4..]));
        }
        catch (RpcFaultException fault)
        {
            return Show("fault", fault.Status);
        }
    }

    // As the table writes it: small numbers of the resolver are decimal.
    private static string Show(string what, uint status) => status is 0 or 1 or (>= 1900 and < 2000)
        ? string.Create(CultureInfo.InvariantCulture, $"{what} {status}")
        : string.Create(CultureInfo.InvariantCulture, $"{what} 0x{status:x}");
}

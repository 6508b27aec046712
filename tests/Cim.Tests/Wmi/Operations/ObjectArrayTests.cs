using System.Buffers.Binary;
using Sekimori.Cim.Tests;
using Sekimori.Wire;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Operations;

/// <summary>The answer of a smart enumerator, read as [MS-WMI] 2.2.14 says and as strictly as wmic does.</summary>
public class ObjectArrayTests
{
    private static readonly WmioDecoder Decoder = new(new WmioLimits());
    private readonly ObjectArray _array = new(new RowEncoder(new WmioEncoders("HOST", "root/test")), new WmiLimits { MaxProxies = 2 });

    [Fact]
    public void The_class_is_sent_once_for_each_client()
    {
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal([2, 3, 3], Kinds(mine, 3));
        Assert.Equal([3], Kinds(mine, 1));
        Assert.Equal([2, 3], Kinds(other, 2));
        // Nothing is remembered of further clients.
        Assert.Equal([2, 2], Kinds(Guid.NewGuid(), 2));
        Assert.Equal([3], Kinds(mine, 1));
    }

    [Fact]
    public void No_rows_are_no_bytes()
    {
        var writer = new ByteWriter([]);
        Assert.Equal(0, _array.Write(ref writer, Guid.NewGuid(), []));
        Assert.Equal(0, writer.Position);
    }

    [Fact]
    public void A_class_is_an_object_of_its_own_kind() =>
        Assert.Equal([1], Read(Write(Guid.NewGuid(), [new WmiRow(Greeting.Definition, null)])).Select(o => o.Kind));

    [Fact]
    public void A_reply_ends_at_its_limit()
    {
        var array = new ObjectArray(new RowEncoder(new WmioEncoders("HOST", "root/test")), new WmiLimits { MaxReplyBytes = 5_000 });
        var writer = new ByteWriter([]);
        var rows = TestSpace.Many(1_000).Select(r => new WmiRow(r)).ToArray();
        var count = array.Write(ref writer, Guid.NewGuid(), rows);
        Assert.InRange(count, 2, 100);
        Assert.Equal(count, Read(writer.Written.ToArray()).Count);
        writer.Dispose();
    }

    private int[] Kinds(Guid proxy, int count)
    {
        var objects = Read(Write(proxy, [.. TestSpace.Many(count).Select(r => new WmiRow(r))]));
        Assert.Single(objects.Select(o => o.Class).Distinct());
        return [.. objects.Select(o => o.Kind)];
    }

    private byte[] Write(Guid proxy, WmiRow[] rows)
    {
        var writer = new ByteWriter([]);
        Assert.Equal(rows.Length, _array.Write(ref writer, proxy, rows));
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private readonly Dictionary<Guid, ClassLayout> _layouts = [];

    private List<(int Kind, Guid Class)> Read(byte[] bytes)
    {
        uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        Assert.Equal(0u, U32(0));
        Assert.True("WBEMDATA"u8.SequenceEqual(bytes.AsSpan(4, 8)));
        Assert.Equal((0x1Au, (uint)bytes.Length - 0x1A, 0u), (U32(12), U32(16), U32(20)));
        Assert.Equal((1, 1), (bytes[24], bytes[25]));
        Assert.Equal((8u, (uint)bytes.Length - 34, 12u, (uint)bytes.Length - 46), (U32(26), U32(30), U32(34), U32(38)));
        var found = new List<(int, Guid)>();
        for (var at = 46; at < bytes.Length; at += 9 + (int)U32(at + 4))
        {
            Assert.Equal(9u, U32(at));
            var kind = bytes[at + 8];
            if (kind == 1)
            {
                Assert.Equal((8u, U32(at + 4) - 8), (U32(at + 9), U32(at + 13)));
                Assert.Equal("Test_Greeting", Decoder.DecodeBlock(bytes.AsSpan(at + 17, (int)U32(at + 13))).Class.Name);
                found.Add((kind, default));
                continue;
            }
            Assert.Equal((0x18u, U32(at + 4) - 0x18), (U32(at + 9), U32(at + 13)));
            var id = new Guid(bytes.AsSpan(at + 17, 16));
            var data = bytes.AsSpan(at + 33, (int)U32(at + 13));
            if (kind == 2)
                _layouts.TryAdd(id, Decoder.DecodeBlock(data).Layout!);
            else
                Assert.StartsWith("n", Decoder.DecodeInstance(data, _layouts[id])["Name"].AsString);
            found.Add((kind, id));
        }
        Assert.Equal((uint)found.Count, U32(42));
        return found;
    }
}

namespace Sekimori.Wire.Tests;

public class ByteReaderTests
{
    [Fact]
    public void Numbers_come_in_the_order_that_the_sender_declared()
    {
        byte[] bytes = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08];
        Assert.Equal(0x0807060504030201UL, new ByteReader(bytes).ReadUInt64());
        Assert.Equal(0x0102030405060708UL, new ByteReader(bytes, bigEndian: true).ReadUInt64());
    }

    [Theory]
    [InlineData(false, "0883afe11f5dc91191a408002b14a0fa")]
    [InlineData(true, "e1af83085d1f11c991a408002b14a0fa")]
    public void A_uuid_has_the_byte_order_of_its_fields(bool bigEndian, string hex) =>
        Assert.Equal(new Guid("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), new ByteReader(Convert.FromHexString(hex), bigEndian).ReadGuid());

    [Fact]
    public void Reading_past_the_end_is_a_named_fact_and_consumes_nothing()
    {
        var error = Assert.Throws<MalformedException>(() =>
        {
            var reader = new ByteReader([1, 2, 3]);
            reader.Skip(1);
            reader.ReadUInt32();
        });
        Assert.Equal(Malformed.Truncated, error.Fact);
    }

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<MalformedException>(() => new ByteReader([1, 2, 3]).ReadBytes(-1));

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var writer = new ByteWriter(stackalloc byte[4]);
        var uuid = new Guid("60a15ec5-4de8-11d7-a637-005056a20182");
        writer.WriteByte(7);
        writer.Align(4);
        writer.WriteUInt32(0);
        writer.WriteGuid(uuid);
        writer.PatchUInt32(4, 0xdeadbeef);
        var reader = new ByteReader(writer.Written);
        Assert.Equal(7, reader.ReadByte());
        reader.Align(4);
        Assert.Equal(0xdeadbeefu, reader.ReadUInt32());
        Assert.Equal(uuid, reader.ReadGuid());
        Assert.Equal(0, reader.Remaining);
    }
}

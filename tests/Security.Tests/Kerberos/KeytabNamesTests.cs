using System.Buffers.Binary;
using System.Text;
using Sekimori.Security.Kerberos;
using Sekimori.Wire;

namespace Sekimori.Security.Tests;

public sealed class KeytabNamesTests
{
    private static readonly byte[] s_head = [5, 2];

    [Fact]
    public void Each_principal_is_listed_once_in_the_order_of_the_file()
    {
        byte[] keytab =
        [
            .. s_head, .. Entry("LAB.TEST", "host", "gate.lab.test"), .. Entry("LAB.TEST", "HTTP", "gate.lab.test"), .. Hole(40),
            .. Entry("LAB.TEST", "HTTP", "gate.lab.test"), .. Entry("OTHER.TEST", "alice"),
        ];
        Assert.Equal(["host/gate.lab.test@LAB.TEST", "HTTP/gate.lab.test@LAB.TEST", "alice@OTHER.TEST"], KeytabNames.Read(keytab));
    }

    [Fact]
    public void An_empty_keytab_has_none() => Assert.Empty(KeytabNames.Read(s_head));

    [Fact]
    public void What_is_behind_a_length_of_zero_is_not_read() =>
        Assert.Equal(["a@R"], KeytabNames.Read([.. s_head, .. Entry("R", "a"), 0, 0, 0, 0, 0xFF]));

    [Fact]
    public void Every_cut_is_a_malformed_file_or_an_earlier_end()
    {
        byte[] keytab = [.. s_head, .. Entry("R", "HTTP", "a"), .. Entry("R", "HTTP", "b")];
        for (var length = 0; length < keytab.Length; length++)
        {
            try
            {
                Assert.True(KeytabNames.Read(keytab.AsSpan(0, length)).Count < 2);
            }
            catch (MalformedException)
            {
                // As it should.
            }
        }
    }

    [Theory]
    [InlineData("0501")]
    [InlineData("050280000000")]
    [InlineData("05027FFFFFFF00")]
    [InlineData("0502000000020000")]
    [InlineData("050200000002FFFF")]
    public void What_is_no_keytab_is_rejected(string hex) =>
        Assert.Throws<MalformedException>(() => KeytabNames.Read(Convert.FromHexString(hex)));

    private static byte[] Entry(string realm, params string[] components)
    {
        byte[] body =
        [
            .. Short(components.Length), .. Text(realm), .. components.SelectMany(Text),
            // Name type, time, version, a key of type 18.
            0, 0, 0, 1, 0, 0, 0, 0, 1, .. Short(18), .. Short(4), 1, 2, 3, 4,
        ];
        return [.. Long(body.Length), .. body];
    }

    private static byte[] Hole(int length) => [.. Long(-length), .. new byte[length]];

    private static byte[] Text(string text) => [.. Short(text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Short(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] Long(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}

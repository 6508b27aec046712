using Sekimori.Dcom.References;
using Sekimori.Wire;

namespace Sekimori.Dcom.Tests;

public class ObjrefTests
{
    private static readonly Guid Iid = new("11111111-2222-3333-4444-555555555555");
    private static readonly StdObjref Std = new(0, 5, 1, 2, new("99999999-2222-3333-4444-555555555555"));
    private static readonly DualStringArray Bindings = DualStringArray.Of(
        [new(StringBinding.Tcp, "host[49152]"), new(StringBinding.Tcp, "2001:db8::1[49152]")], [new(SecurityBinding.Kerberos, "host/a")]);

    private static readonly Objref[] Forms =
    [
        new StandardObjref(Iid, Std, Bindings), new HandlerObjref(Iid, Std, Iid, Bindings),
        new CustomObjref(Iid, Iid, new byte[] { 1, 2, 3 }), new ExtendedObjref(Iid, Std, Bindings, Iid, new byte[] { 1, 2, 3 }),
    ];

    public static TheoryData<int> All => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_form_is_read_as_it_was_written(int form)
    {
        var bytes = Forms[form].ToArray();
        var read = Objref.Read(bytes);
        Assert.Equal(Forms[form].GetType(), read.GetType());
        Assert.Equal(Iid, read.Iid);
        Assert.Equal(bytes, read.ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_cut_off_is_malformed_and_nothing_else(int form)
    {
        var bytes = Forms[form].ToArray();
        // A custom form ends where its object ends: its header is what must be there.
        var least = Forms[form] is CustomObjref ? 48 : bytes.Length;
        for (var length = 0; length < least; length++) Assert.Throws<MalformedException>(() => Objref.Read(bytes.AsMemory(0, length)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Changed_bytes_are_read_or_malformed(int form)
    {
        var random = new Random(form);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Forms[form].ToArray();
            for (var changes = 1 + random.Next(4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            try
            {
                if (Objref.Read(bytes) is StandardObjref standard) standard.Resolver.Read();
            }
            catch (MalformedException)
            {
            }
        }
    }

    [Fact]
    public void Bindings_have_host_and_endpoint()
    {
        var (strings, security) = Bindings.Read();
        Assert.Equal([("host", "49152"), ("2001:db8::1", "49152")], strings.Select(one => (one.Host, one.Endpoint!)));
        Assert.Equal("host/a", Assert.Single(security).Principal);
        Assert.Equal((4, 2), (DualStringArray.Empty.NumEntries, DualStringArray.Empty.SecurityOffset));
        Assert.Equal(DualStringArray.Empty.Strings, DualStringArray.Of([], []).Strings);
    }

    [Fact]
    public void A_binding_without_terminator_is_malformed()
    {
        Assert.Throws<MalformedException>(() => new DualStringArray(3, 3, [7, 'a', 'b']).Read());
        Assert.Throws<MalformedException>(() => new DualStringArray(2, 3, [0, 0]).Read());
    }
}

using System.Formats.Asn1;
using System.Net;
using System.Text;
using Sekimori.Gate.Gateway.Kdc;
using Sekimori.Gate.Settings;
using Sekimori.Server.Tests.Guarding;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>/KdcProxy: which messages go on, and which do not. A real realm is asked in Interop.</summary>
[Trait("Size", "Large")]
public sealed class KdcProxyTests
{
    [Theory]
    [InlineData(10, true)]
    [InlineData(12, false)]
    public void A_request_is_read_with_its_names(int type, bool isLogon)
    {
        var request = KdcRequest.Read(Message(type, "LAB.TEST", "lab.test"))!;
        Assert.Equal((isLogon, "LAB.TEST", isLogon ? "alice" : "", "krbtgt/LAB.TEST"),
            (request.IsLogon, request.Realm, request.Client, request.Service));
        Assert.Equal(request.Message.Length - 4, (request.Message.Span[2] << 8) | request.Message.Span[3]);
    }

    [Theory]
    [InlineData(14, "LAB.TEST", "LAB.TEST", 0, false)] // AP-REQ: kpasswd
    [InlineData(10, "LAB.TEST", "OTHER.TEST", 0, false)] // the KDC would be chosen by one realm, and asked about another
    [InlineData(10, "LAB.TEST", null, 0, false)]
    [InlineData(10, "LAB.TEST", "LAB.TEST", 1, false)] // the length says more than there is
    [InlineData(10, "LAB.TEST", "LAB.TEST", -1, false)]
    [InlineData(10, "LAB.TEST", "LAB.TEST", 0, true)] // something follows
    public void What_is_not_a_whole_request_for_one_realm_is_none(int type, string realm, string? target, int wrong, bool isTrailed) =>
        Assert.Null(KdcRequest.Read(Message(type, realm, target, wrong, isTrailed)));

    [Fact]
    public void Mutated_messages_are_read_or_not_and_never_throw()
    {
        var (random, message) = (new Random(88), Message(10, "LAB.TEST", "LAB.TEST"));
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = message.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var read = KdcRequest.Read(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
            if (read is not null) Assert.InRange(read.Message.Length, 5, bytes.Length);
        }
    }

    [Fact]
    public void Logons_are_counted_for_each_address_and_each_name()
    {
        var clock = new MovedClock();
        var throttle = new KdcThrottle(clock);
        // One address, many names: spraying.
        var allowed = Enumerable.Range(0, 200).Count(at => throttle.TryCount(IPAddress.Parse("192.0.2.1"), $"user{at}"));
        Assert.Equal(60, allowed);
        // Many addresses, one name.
        allowed = Enumerable.Range(0, 200).Count(at => throttle.TryCount(IPAddress.Parse($"198.51.100.{at}"), "Alice"));
        Assert.Equal(20, allowed);
        Assert.False(throttle.TryCount(IPAddress.Parse("198.51.100.250"), "ALICE"));
        clock.Move(TimeSpan.FromMinutes(1));
        Assert.True(throttle.TryCount(IPAddress.Parse("192.0.2.1"), "alice"));
    }

    [Theory]
    [InlineData("LAB.TEST", 502)] // the KDC of the test does not exist
    [InlineData("OTHER.TEST", 403)]
    [InlineData("", 400)]
    public async Task Other_realms_are_denied_and_each_request_is_recorded(string realm, int status)
    {
        await using var gate = await RunningGate.StartAsync(change: settings => settings with
        {
            KdcRealms = [new KdcRealm { Realm = "LAB.TEST", Addresses = [RunningGate.Here] }],
        });
        await using var stream = await gate.DialAsync();
        var body = realm.Length > 0 ? Message(10, realm, realm) : new byte[100_000];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /KdcProxy HTTP/1.1\r\nHost: gate\r\nContent-Length: {body.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
        await stream.WriteAsync(body, TestContext.Current.CancellationToken);
        Assert.StartsWith($"HTTP/1.1 {status}", await RunningGate.ReadAsync(stream, 8000), StringComparison.Ordinal);
        var line = Assert.Single(await gate.StopAsync(), line => line.Contains($"\"status\":{status}", StringComparison.Ordinal));
        Assert.Contains(realm.Length > 0 ? "\"asked\":\"alice\"" : "\"name\":\"malformed\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\"account\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_slowly_takes_no_place_of_others()
    {
        await using var gate = await RunningGate.StartAsync(change: settings => settings with
        {
            KdcRealms = [new KdcRealm { Realm = "LAB.TEST", Addresses = [RunningGate.Here] }],
        });
        var slow = new List<Stream>();
        try
        {
            // As many as there may be at the KDCs.
            for (var i = 0; i < 256; i++)
            {
                var one = await gate.DialAsync();
                slow.Add(one);
                await one.WriteAsync("POST /KdcProxy HTTP/1.1\r\nHost: gate\r\nContent-Length: 1000\r\n\r\nbegin"u8.ToArray(),
                    TestContext.Current.CancellationToken);
            }
            var body = Message(10, "OTHER.TEST", "OTHER.TEST");
            await using var stream = await gate.DialAsync();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /KdcProxy HTTP/1.1\r\nHost: gate\r\nContent-Length: {body.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
            await stream.WriteAsync(body, TestContext.Current.CancellationToken);
            Assert.StartsWith("HTTP/1.1 403", await RunningGate.ReadAsync(stream, 8000), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var one in slow) await one.DisposeAsync();
        }
    }

    private static byte[] Message(int type, string realm, string? target, int wrongBy = 0, bool isTrailed = false)
    {
        var request = new AsnWriter(AsnEncodingRules.DER);
        using (request.PushSequence(new Asn1Tag(TagClass.Application, type)))
        using (request.PushSequence())
        {
            Field(request, 1, () => request.WriteInteger(5));
            Field(request, 2, () => request.WriteInteger(type));
            Field(request, 4, () =>
            {
                using var _ = request.PushSequence();
                Field(request, 0, () => request.WriteBitString(new byte[4]));
                Field(request, 1, () => Name(request, "alice"));
                Field(request, 2, () => Text(request, realm));
                Field(request, 3, () => Name(request, "krbtgt", realm));
            });
        }
        var message = request.Encode();
        var length = message.Length + wrongBy;
        var whole = new AsnWriter(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            Field(whole, 0, () => whole.WriteOctetString([0, 0, (byte)(length >> 8), (byte)length, .. message]));
            if (target is not null) Field(whole, 1, () => Text(whole, target));
        }
        return isTrailed ? [.. whole.Encode(), 0] : whole.Encode();
    }

    private static void Field(AsnWriter writer, int number, Action write)
    {
        using var _ = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number));
        write();
    }

    private static void Name(AsnWriter writer, params string[] parts)
    {
        using var _ = writer.PushSequence();
        Field(writer, 0, () => writer.WriteInteger(1));
        Field(writer, 1, () =>
        {
            using var _ = writer.PushSequence();
            foreach (var part in parts) Text(writer, part);
        });
    }

    // GeneralString has no method of its own.
    private static void Text(AsnWriter writer, string text) =>
        writer.WriteEncodedValue([27, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
}

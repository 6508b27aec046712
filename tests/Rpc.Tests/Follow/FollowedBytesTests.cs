using System.Globalization;
using Sekimori.Rpc.Follow;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Follow;

/// <summary>Any bytes end in PDUs or in a last one, and in the same ones however they arrive.</summary>
public class FollowedBytesTests
{
    // Streams of one random sequence: what fails is found again by its seed.
    private const int Portion = 500;

    private static readonly SyntaxId[] s_interfaces = [WirePdus.Samr, WirePdus.Drsuapi, WirePdus.Mapper, WirePdus.Exporter];

    [Fact]
    public void Changed_streams_are_followed_the_same_way_however_they_are_cut()
    {
        var (calls, ports, lasts) = (0, 0, 0);
        var rounds = Effort.Of("SEKIMORI_FOLLOWED_STREAMS", 1500);
        // Without a limit, the pool adds threads for as long as it lasts: a thousand in half an hour.
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, (rounds + Portion - 1) / Portion, atOnce, portion =>
        {
            var random = new Random(1414 + portion);
            for (var round = portion * Portion; round < Math.Min(rounds, (portion + 1) * Portion); round++)
            {
                var (sent, answered) = Exchange(random);
                Change(sent, random);
                Change(answered, random);
                var whole = Run(sent, answered, Cut.Whole);
                Assert.Equal(whole, Run(sent, answered, Cut.ByteByByte));
                var seed = round;
                Assert.Equal(whole, Run(sent, answered, length => Cut.Randomly(length, seed)));
                if (whole.Contains("Call", StringComparison.Ordinal)) Interlocked.Increment(ref calls);
                if (whole.Contains("port", StringComparison.Ordinal)) Interlocked.Increment(ref ports);
                if (whole.Contains("last", StringComparison.Ordinal)) Interlocked.Increment(ref lasts);
            }
        });
        // The changes neither destroy everything nor nothing.
        Assert.InRange(calls, rounds / 2, rounds);
        Assert.InRange(ports, rounds / 10, rounds);
        Assert.InRange(lasts, rounds / 200, rounds);
    }

    private static void Change(byte[] stream, Random random)
    {
        for (var changes = random.Next(3); changes > 0; changes--)
            stream[random.Next(stream.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
    }

    private static (byte[] Sent, byte[] Answered) Exchange(Random random)
    {
        var (sent, answered) = (new List<byte>(), new List<byte>());
        var wire = new WirePdus(random.Next(4) == 0);
        sent.AddRange(wire.Bind(1, (0, WirePdus.Mapper), (1, One())));
        answered.AddRange(wire.Ack(1, true, random.Next(2) == 0));
        for (uint call = 2; call < 8; call++)
        {
            switch (random.Next(5))
            {
                case 0:
                    sent.AddRange(wire.Alter(call, ((ushort)random.Next(4), One())));
                    answered.AddRange(wire.Ack(call, random.Next(2) == 0));
                    break;
                case 1:
                    sent.AddRange(wire.Request(call, (ushort)random.Next(3), (ushort)random.Next(6), new byte[16], flags: 1));
                    sent.AddRange(wire.Request(call, (ushort)random.Next(3), (ushort)random.Next(6), new byte[16], flags: 2));
                    answered.AddRange(wire.Fault(call, 5));
                    break;
                default:
                    sent.AddRange(wire.Request(call, 0, 3, new byte[random.Next(40)]));
                    var stub = RpcFollowerTests.Towers(random.Next(1, 65536), random.Next(1, 65536));
                    answered.AddRange(wire.Response(call, stub[..60], flags: 1));
                    answered.AddRange(wire.Response(call, stub[60..], flags: 2));
                    break;
            }
        }
        return ([.. sent], [.. answered]);

        SyntaxId One() => s_interfaces[random.Next(s_interfaces.Length)];
    }

    // All of one side, then all of the other: the order between the two is not the cut's.
    private static string Run(byte[] sent, byte[] answered, Func<int, IEnumerable<int>> cut)
    {
        var follower = new RpcFollower(isMapper: true);
        var told = new List<string>();
        var (named, ports) = (new List<SyntaxId>(), new List<int>());
        var isOver = false;
        Feed(sent, cut, received =>
        {
            if (isOver) return received.Length;
            var pdu = follower.NextFromClient(received, named);
            if (pdu.Length == 0) return 0;
            isOver = pdu.IsLast;
            told.Add($"{pdu} {string.Join(',', named)}{(pdu.IsLast ? " last" : "")}");
            return pdu.Length;
        });
        long lost = 0;
        Feed(answered, cut, received =>
        {
            var answer = follower.NextFromServer(received, ports);
            // What is passed on unread comes in the pieces in which it arrives.
            if (answer.IsLost) lost += answer.Length;
            else if (answer.Length > 0) told.Add(answer.ToString());
            return answer.Length;
        });
        told.Add(lost.ToString(CultureInfo.InvariantCulture));
        told.AddRange(ports.Select(port => $"port {port}"));
        return string.Join('\n', told);
    }

    // What is not taken yet is where it is in the stream: nothing after it can be seen.
    private static void Feed(byte[] stream, Func<int, IEnumerable<int>> cut, Take take)
    {
        var (from, to) = (0, 0);
        foreach (var piece in cut(stream.Length))
        {
            to += piece;
            int taken;
            do
            {
                taken = take(stream.AsSpan(from, to - from));
                from += taken;
            }
            while (taken > 0 && from < to);
        }
    }

    private delegate int Take(ReadOnlySpan<byte> received);
}

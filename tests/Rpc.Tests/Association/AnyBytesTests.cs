using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Whatever comes, it ends in events, answers or a named end; and however it is cut, in the same ones.</summary>
public class AnyBytesTests
{
    private static readonly AuthenticationType[] s_types =
        [AuthenticationType.None, AuthenticationType.Ntlm, AuthenticationType.Negotiate, AuthenticationType.Kerberos];

    [Fact]
    public void Changed_and_shuffled_exchanges_end_the_same_way_however_they_are_cut()
    {
        var random = new Random(4711);
        for (var round = 0; round < 3000; round++)
        {
            var stream = Exchange(random);
            for (var changes = random.Next(4); changes > 0 && stream.Length > 0; changes--)
            {
                var at = random.Next(stream.Length);
                if (random.Next(5) == 0) stream = [.. stream[..at], .. stream[random.Next(stream.Length)..]];
                else stream[at] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            }

            var whole = Run(stream, Cut.Whole);
            Assert.Equal(whole, Run(stream, Cut.ByteByByte));
            Assert.Equal(whole, Run(stream, length => Cut.Randomly(length, round)));
        }
    }

    [Fact]
    public void A_client_survives_any_answer()
    {
        var random = new Random(815);
        var ended = 0;
        for (var round = 0; round < 3000; round++)
        {
            var pair = new Pair();
            if (random.Next(4) > 0)
            {
                pair.Bind();
                pair.Client.Call(new byte[random.Next(20)]);
                pair.Server.Receive(pair.Client.TakeOutput());
            }
            else
            {
                pair.Client.Association.Bind([ClientCore.Context(0)]);
                pair.Server.Receive(pair.Client.TakeOutput());
            }

            var answer = pair.Server.TakeOutput();
            for (var changes = random.Next(1, 5); changes > 0; changes--) answer[random.Next(answer.Length)] = (byte)random.Next(256);
            pair.Client.Receive(answer, length => Cut.Randomly(length, round));
            if (pair.Client.Association.End != AssociationEnd.None) ended++;
        }

        // Some changes do no harm (a call's number, a hint); most are a breach that ends the association.
        Assert.InRange(ended, 300, 2999);
    }

    [Fact]
    public void Random_bytes_end_in_a_refusal()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(16, 400)];
            random.NextBytes(bytes);
            // Half of them look like the protocol at first.
            if (random.Next(2) == 0)
                new PduHeader((PduType)random.Next(24), (PfcFlags)random.Next(256), (ushort)bytes.Length, (ushort)random.Next(20), 1).Write(
                    bytes);
            var server = new ServerCore().Receive(bytes);
            Assert.True(server.Association.End != AssociationEnd.None || server.Association.Group is null
                || server.TakeOutput().Length > 0);
        }
    }

    private static byte[] Exchange(Random random)
    {
        var stream = new List<byte>();
        stream.AddRange(random.Next(6) == 0
            ? SecuredBind.Bytes(s_types[random.Next(s_types.Length)], (byte)random.Next(8))
            : ClientCore.BindBytes(ClientCore.Context(0), ClientCore.Context(1, null, SyntaxId.Ndr64),
            ClientCore.Context(2, null, BindTimeFeatureSyntax.For(BindTimeFeatures.All))));
        for (var pdus = random.Next(6); pdus > 0; pdus--)
        {
            var id = (uint)random.Next(1, 4);
            switch (random.Next(8))
            {
                case 0:
                    stream.AddRange(ClientCore.HeaderBytes(random.Next(2) == 0 ? PduType.Cancel : PduType.Orphaned, id));
                    break;
                case 1:
                    var alter = ClientCore.BindBytes(ClientCore.Context((ushort)random.Next(4)));
                    alter[2] = (byte)PduType.AlterContext;
                    stream.AddRange(alter);
                    break;
                case 2:
                    stream.AddRange(ClientCore.RequestBytes(id, new byte[random.Next(30)], context: 1, flags: PfcFlags.FirstFragment));
                    break;
                case 3:
                    stream.AddRange(ClientCore.RequestBytes(id, new byte[random.Next(30)], context: 1, flags: (PfcFlags)random.Next(4)));
                    break;
                case 4:
                    stream.AddRange(
                        SecuredBind.With(ClientCore.RequestBytes(id, new byte[8], context: 1), s_types[random.Next(s_types.Length)],
                        (byte)random.Next(8), 0, new byte[16]));
                    break;
                default:
                    stream.AddRange(ClientCore.RequestBytes(id, new byte[random.Next(30)], (ushort)random.Next(4), 1));
                    break;
            }
        }

        return [.. stream];
    }

    private static string Run(byte[] stream, Func<int, IEnumerable<int>> cut)
    {
        var server = new ServerCore();
        server.Receive(stream, cut);
        // The group's number is random: it is in the acks, and is no part of the comparison.
        var answers = server.TakePdus().ConvertAll(pdu =>
        {
            if (PduHeader.Read(pdu).Type is PduType.BindAck or PduType.AlterContextResponse) pdu.AsSpan(20, 4).Clear();
            return Hex.Text(pdu);
        });
        return $"{server.Association.End} {string.Join(',', server.Events)} {string.Join(',', answers)}";
    }
}

using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>PDUs made from their grammar: every field is where it belongs, its value often is not.</summary>
internal static class Grammar
{
    private static readonly PduType[] ClientTypes =
        [PduType.Request, PduType.Request, PduType.Bind, PduType.AlterContext, PduType.Auth3, PduType.Cancel, PduType.Orphaned];

    private static readonly PduType[] ServerTypes =
        [PduType.Response, PduType.Response, PduType.Fault, PduType.BindAck, PduType.BindNak, PduType.AlterContextResponse,
        PduType.Shutdown];

    private static readonly SyntaxId[] Syntaxes =
    [
        new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0), new(new("60a15ec5-4de8-11d7-a637-005056a20182"), 1, 0),
        new(new("afa8bd80-7d8a-11c9-bef4-08002b102989"), 1, 0),
        SyntaxId.Ndr20, SyntaxId.Ndr64, new(new("6cb71c2c-9812-4540-0300-000000000000"), 1, 0),
    ];

    public static byte[] Pdu(Random random, bool client)
    {
        var type = (client ? ClientTypes : ServerTypes)[random.Next(7)];
        var writer = new ByteWriter(stackalloc byte[512]);
        writer.WriteZeros(PduHeader.Size);
        switch (type)
        {
            case PduType.Bind or PduType.AlterContext: Contexts(ref writer, random); break;
            case PduType.BindAck or PduType.AlterContextResponse: Results(ref writer, random); break;
            case PduType.Request or PduType.Response or PduType.Fault: Call(ref writer, random, type); break;
            case PduType.BindNak or PduType.Auth3: writer.WriteUInt32((uint)random.Next(12)); break;
        }

        var token = random.Next(3) == 0 ? random.Next(40) : 0;
        if (token > 0)
        {
            writer.Align(4);
            new SecurityTrailer((AuthenticationType)(byte)random.Next(20), (Guard.ProtectionLevel)random.Next(8), (byte)random.Next(20),
                (uint)random.Next(3)).Write(ref writer);
            Noise(ref writer, random, token);
        }

        new PduHeader(type, (PfcFlags)(random.Next(2) == 0 ? 3 : random.Next(256)), (ushort)writer.Position, (ushort)token,
            (uint)random.Next(4)).Write(writer.WrittenMutable);
        var pdu = writer.Written.ToArray();
        writer.Dispose();
        return pdu;
    }

    private static void Contexts(ref ByteWriter writer, Random random)
    {
        writer.WriteUInt16((ushort)random.Next(1, 8000));
        writer.WriteUInt16((ushort)random.Next(1, 8000));
        writer.WriteUInt32(random.Next(4) == 0 ? (uint)random.Next() : 0);
        var count = random.Next(4);
        writer.WriteUInt32((uint)count);
        for (var i = 0; i < count; i++)
        {
            writer.WriteUInt16((ushort)random.Next(3));
            var transfers = random.Next(1, 4);
            writer.WriteUInt16((ushort)transfers);
            for (var t = 0; t <= transfers; t++) Syntax(ref writer, random);
        }
    }

    private static void Results(ref ByteWriter writer, Random random)
    {
        writer.WriteUInt16((ushort)random.Next(8000));
        writer.WriteUInt16((ushort)random.Next(8000));
        writer.WriteUInt32((uint)random.Next());
        var address = random.Next(8);
        writer.WriteUInt16((ushort)address);
        Noise(ref writer, random, address);
        writer.Align(4);
        var count = random.Next(4);
        writer.WriteUInt32((uint)count);
        for (var i = 0; i < count; i++)
        {
            writer.WriteUInt16((ushort)random.Next(4));
            writer.WriteUInt16((ushort)random.Next(4));
            Syntax(ref writer, random);
        }
    }

    private static void Call(ref ByteWriter writer, Random random, PduType type)
    {
        writer.WriteUInt32((uint)(random.Next(4) == 0 ? random.Next() : 0));
        writer.WriteUInt16((ushort)random.Next(3));
        writer.WriteUInt16((ushort)random.Next(type == PduType.Request ? 12 : 2));
        if (type == PduType.Fault) writer.WriteUInt64((ulong)random.Next());
        Noise(ref writer, random, random.Next(120));
    }

    private static void Syntax(ref ByteWriter writer, Random random)
    {
        var syntax = Syntaxes[random.Next(Syntaxes.Length)];
        writer.WriteGuid(syntax.Uuid);
        writer.WriteUInt16(syntax.Major);
        writer.WriteUInt16(syntax.Minor);
    }

    private static void Noise(ref ByteWriter writer, Random random, int count) => random.NextBytes(writer.Reserve(count));
}

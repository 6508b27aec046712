using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Sekimori.Adversary.Tests.Recursion;

/// <summary>Finds the methods that a body calls, makes or takes the address of.</summary>
internal static class Instructions
{
    private static readonly OpCode?[] s_short = new OpCode?[256], s_long = new OpCode?[256];

    static Instructions()
    {
        foreach (var code in typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>())
            (code.Size == 1 ? s_short : s_long)[code.Value & 0xff] = code;
    }

    public static List<(EntityHandle Method, bool IsVirtual)> Calls(BlobReader body)
    {
        var calls = new List<(EntityHandle, bool)>();
        while (body.RemainingBytes > 0)
        {
            var first = body.ReadByte();
            var code = (first == 0xfe ? s_long[body.ReadByte()] : s_short[first])
                ?? throw new BadImageFormatException($"an instruction {first:x2}");
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    body.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    body.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    body.Offset += 8;
                    break;
                case OperandType.InlineSwitch:
                    var targets = body.ReadInt32();
                    body.Offset += 4 * targets;
                    break;
                case OperandType.InlineMethod:
                    calls.Add((MetadataTokens.EntityHandle(body.ReadInt32()), code == OpCodes.Callvirt || code == OpCodes.Ldvirtftn));
                    break;
                default:
                    body.Offset += 4;
                    break;
            }
        }

        return calls;
    }
}

namespace Sekimori.Bench.Epm;

/// <summary>
/// Answers of the sizes that a mapper gives: one tower of five floors, 75 bytes, in a reply of 152 bytes; and the bind that asks for them.
/// </summary>
internal static class CannedAnswers
{
    /// <summary>bind of the endpoint mapper in NDR20 ([C706] 12.6.4.3).</summary>
    public static readonly byte[] Bind = Convert.FromHexString(
        "05000b03100000004800000001000000d016d01600000000" + "0100000000000100" + "0883afe11f5dc91191a408002b14a0fa03000000"
        + "045d888aeb1cc9119fe808002b10486002000000");

    public static readonly byte[] BindAck = Convert.FromHexString(
        "05000c03100000003c00000001000000d016d01601000000" + "040031333500" + "0000"
        + "0100000000000000045d888aeb1cc9119fe808002b10486002000000");

    public static byte[] MapResponse
    {
        get
        {
            const int stub = 20 + 4 + 12 + 4 + 4 + 4 + 76 + 4;
            var pdu = new byte[24 + stub];
            byte[] header = [5, 0, 2, 3, 0x10, 0, 0, 0, (byte)pdu.Length, 0, 0, 0, 2, 0, 0, 0, stub, 0, 0, 0, 0, 0, 0, 0];
            header.CopyTo(pdu, 0);
            return pdu;
        }
    }
}

namespace Sekimori.Bench.Epm;

/// <summary>Answers of the sizes that a mapper gives: one tower of five floors, 75 bytes, in a reply of 128 bytes.</summary>
internal static class CannedAnswers
{
    public static readonly byte[] BindAck = Convert.FromHexString(
        "05000c03100000003c00000001000000d016d01601000000" + "040031333500" + "0000" + "0100000000000000045d888aeb1cc9119fe808002b10486002000000");

    public static readonly byte[] MapStub = new byte[20 + 4 + 12 + 4 + 4 + 4 + 76 + 4];

    public static byte[] MapResponse
    {
        get
        {
            var pdu = new byte[24 + MapStub.Length];
            byte[] header = [5, 0, 2, 3, 0x10, 0, 0, 0, (byte)pdu.Length, 0, 0, 0, 2, 0, 0, 0, (byte)MapStub.Length, 0, 0, 0, 0, 0, 0, 0];
            header.CopyTo(pdu, 0);
            return pdu;
        }
    }
}

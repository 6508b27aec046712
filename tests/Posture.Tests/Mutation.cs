namespace Sekimori.Posture.Tests;

/// <summary>Changes bytes as a broken or hostile peer would.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(16, bytes.Count - at) + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(32, bytes.Count - at) + 1)));
                    break;
                case 4:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0;
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}

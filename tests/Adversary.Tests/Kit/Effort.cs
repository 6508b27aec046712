using System.Globalization;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>How hard it is tried: a little by `./test unit`, in earnest by `./test`, which sets SEKIMORI_ADVERSARY to "long".</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SEKIMORI_ADVERSARY") == "long";

    /// <summary>One number or the other, as a command line has it.</summary>
    public static string Of(int little, int much) => (IsLong ? much : little).ToString(CultureInfo.InvariantCulture);
}

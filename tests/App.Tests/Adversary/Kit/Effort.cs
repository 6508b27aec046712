using System.Globalization;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>How hard it is tried: a little by `./test unit`, in earnest by `./test`, which sets SEKIMORI_ADVERSARY to "long".</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SEKIMORI_ADVERSARY") is "long" or "all";

    /// <summary>
    /// All spellings, and floods: SEKIMORI_ADVERSARY=all. It takes minutes, and what floods do differs from run to run on a busy machine.
    /// </summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("SEKIMORI_ADVERSARY") == "all";

    /// <summary>Why something is not run.</summary>
    public const string OnlyWhole = "SEKIMORI_ADVERSARY=all runs it";

    /// <summary>One number or the other, as a command line has it.</summary>
    public static string Of(int little, int much) => (IsLong ? much : little).ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Sekimori.TestKit;

/// <summary>How much a test tries whose effort is a number: `./test unit` asks for less, `./test long` for more.</summary>
public static class Effort
{
    /// <summary>The number of an environment variable.</summary>
    /// <param name="variable">Its name: SEKIMORI_RANDOM_CALLS.</param>
    /// <param name="usual">What is tried where it is not set.</param>
    public static int Of(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : usual;
}

using System.Globalization;

namespace Sekimori.Survey.Directory;

/// <summary>The computers of a directory, and what was left out.</summary>
/// <param name="Computers">The computers, each name once.</param>
/// <param name="Disabled">Disabled computers.</param>
/// <param name="Unnamed">Computers without a name, or whose name is no host name.</param>
/// <param name="Foreign">Computers whose name is outside the directory's domain.</param>
/// <param name="Referrals">Referrals to other directories, which are not followed.</param>
internal sealed record DirectoryListing(
    IReadOnlyList<DirectoryComputer> Computers, int Disabled, int Unnamed, int Foreign, int Referrals)
{
    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Computers.Count} computers");
        foreach (var (count, what) in ((int, string)[])[(Disabled, "disabled"), (Unnamed, "without a host name"),
            (Foreign, "with a name outside the domain")])
            if (count > 0) text += string.Create(CultureInfo.InvariantCulture, $", {count} {what} (skipped)");
        return Referrals > 0 ? text + string.Create(CultureInfo.InvariantCulture, $", {Referrals} referrals (not followed)") : text;
    }
}

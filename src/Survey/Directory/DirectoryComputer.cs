namespace Sekimori.Survey.Directory;

/// <summary>A computer of a directory.</summary>
/// <param name="Name">Its DNS name.</param>
/// <param name="Role">"domain controller", "server" or "client".</param>
internal sealed record DirectoryComputer(string Name, string Role);

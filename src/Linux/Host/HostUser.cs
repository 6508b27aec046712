namespace Sekimori.Linux.Host;

/// <summary>A user of this host, as passwd(5) describes one.</summary>
internal sealed record HostUser(string Name, uint Id, uint GroupId, string FullName, string Home, string Shell);

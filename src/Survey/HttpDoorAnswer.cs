namespace Sekimori.Survey;

/// <summary>An HTTP answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="Challenges">WWW-Authenticate, a header a line.</param>
/// <param name="Server">The Server header; empty if there is none.</param>
/// <param name="Body">The body, cut at <see cref="HttpDoor.MaxBody"/> bytes.</param>
internal sealed record HttpDoorAnswer(int Status, IReadOnlyList<string> Challenges, string Server, string Body);

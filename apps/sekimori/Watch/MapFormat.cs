namespace Sekimori.App.Watch;

/// <summary>How the service map is written.</summary>
internal enum MapFormat
{
    Table,
    Json,
    Dot,
    Html,
}

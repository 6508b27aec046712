namespace Sekimori.App.Map;

/// <summary>How the service map is written.</summary>
internal enum MapFormat
{
    Table,
    Json,
    Dot,
    Html,
}

using Feria.Contracts;

namespace Feria.Operations;

sealed class SettingDesk(SettingBook book) : ISettingDesk
{
    public async Task<T> NowAsync<T>(Session session, Setting<T> setting) where T : notnull =>
        book.Now(setting, await SettingVersions.StandingAsync(session, [setting.Key]));
}
